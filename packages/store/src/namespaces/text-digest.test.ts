import fc from "fast-check";
import { expect, test } from "vitest";
import { textDigest } from "./text-digest.ts";

test("two lists of texts have one digest only if they are equal, lone surrogates and NUL included", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\0", "\n", "\ud800", "\ud801", "\ufffd", "é"), maxLength: 4 });
  const texts = fc.array(text, { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(texts, texts, async (a, b) => {
      const isEqual = a.length === b.length && a.every((part, at) => part === b[at]);
      expect((await textDigest(...a)) === (await textDigest(...b))).toBe(isEqual);
    }),
    { numRuns: 2_000 },
  );
});
