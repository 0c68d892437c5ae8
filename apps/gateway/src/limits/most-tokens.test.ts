import { expect, test } from "vitest";
import { mostGenerationTokens } from "./most-tokens.ts";

test("a generation reserves at least a token a byte of its prompt and all that it may generate, and at most the context", () => {
  const text = "naïve 🕰️";
  const bytes = new TextEncoder().encode(text).byteLength;
  expect(mostGenerationTokens({ text }, 20, 1024)).toBeGreaterThanOrEqual(bytes + 20);
  const messages = [
    { role: "system", content: text },
    { role: "user", content: text },
  ] as const;
  expect(mostGenerationTokens({ messages }, 20, 1024)).toBeGreaterThanOrEqual(2 * bytes + 20);
  expect(mostGenerationTokens({ tokens: [1, 2, 3] }, 20, 1024)).toBe(23);
  expect(mostGenerationTokens({ text: "x".repeat(30_000) }, 512, 1024)).toBe(1024);
});
