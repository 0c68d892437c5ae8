import { expect, it } from "vitest";
import { weightsPath } from "../../scripts/weights.mjs";
import { tokenBytes } from "./token-bytes.ts";

it("a token reads every tensor of SmolLM2-135M once: 210 in Q4_1, the tied head in Q8_0 and 61 norms in F32", () => {
  const q41 = (30 * (2 * 576 * 576 + 2 * 576 * 192 + 3 * 576 * 1536) * 20) / 32;
  const q80 = (49_152 * 576 * 34) / 32;
  expect(tokenBytes(weightsPath("smollm2-135m-instruct-q4_1.gguf"))).toBe(q41 + q80 + 61 * 576 * 4);
});
