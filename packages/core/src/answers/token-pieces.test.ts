import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { pieceSchema, tokenPieces } from "./token-pieces.ts";

const odd = fc.constantFrom<unknown>(
  -1,
  0,
  1.5,
  255,
  256,
  2 ** 60,
  Number.POSITIVE_INFINITY,
  "a",
  null,
  undefined,
  true,
  [],
  [0],
  [256],
  ["a"],
  {},
);
const entry = fc.record({ token: odd, logprob: odd, bytes: odd }, { requiredKeys: [] });
const piece = fc.record(
  { token: fc.oneof(fc.nat(), odd), text: fc.oneof(fc.string(), odd), logprob: odd, bytes: odd, top: fc.oneof(fc.array(entry), odd) },
  { requiredKeys: [] },
);

test("a list is taken exactly where each of its pieces is", () => {
  const each = z.array(pieceSchema);
  fc.assert(
    fc.property(fc.oneof(fc.array(piece, { maxLength: 3 }), odd), (value) => {
      expect(tokenPieces.safeParse(value).success).toBe(each.safeParse(value).success);
    }),
    { numRuns: 2000 },
  );
});
