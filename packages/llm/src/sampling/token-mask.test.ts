import fc from "fast-check";
import { expect, test } from "vitest";
import { masked } from "./token-mask.ts";

const VOCAB = 100;
const logits = fc.float32Array({ minLength: VOCAB, maxLength: VOCAB, noNaN: true, noDefaultInfinity: true });
const allowed = fc.uniqueArray(fc.nat(VOCAB - 1));

test("exactly the allowed tokens keep their logits, and all get them back, bit for bit, where that is asked for", () => {
  fc.assert(
    fc.property(logits, allowed, fc.boolean(), (own, tokens, restores) => {
      const mask = new Uint32Array(Math.ceil(VOCAB / 32));
      for (const token of tokens) mask[token >> 5]! |= 1 << (token & 31);
      const before = own.slice();
      const seen = masked(own, mask, restores, () => own.slice());
      expect(seen).toEqual(before.map((logit, token) => (tokens.includes(token) ? logit : -Infinity)));
      expect(own).toEqual(restores ? before : seen);
    }),
  );
});

test("without a mask nothing changes", () => {
  const own = Float32Array.of(1, 2, 3);
  expect(masked(own, null, true, () => own.slice())).toEqual(Float32Array.of(1, 2, 3));
});
