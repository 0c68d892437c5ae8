import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logProbsOf, type LogitSource } from "./log-probs.ts";

/** A stand-in that computes as the kernel does, in double precision. */
function source(logits: Float32Array): LogitSource {
  const argmax = () => logits.indexOf(Math.max(...logits));
  const logProb = (_: number, token: number) => {
    const largest = logits[argmax()]!;
    return logits[token]! - largest - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  };
  return { argmax, logProb, logits: () => logits };
}

describe("log-probabilities", () => {
  it("have the bits of the kernel's, in order, for any number of them", () => {
    const values = fc.array(fc.oneof(fc.float({ min: -50, max: 50, noNaN: true }), fc.constantFrom(1, 2)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.nat(20), fc.nat(), (all, top, pick) => {
        const logits = Float32Array.from(all, (value) => value + 0);
        const kernel = source(logits);
        const token = pick % logits.length;
        const order = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, top);
        expect(logProbsOf(kernel, 0, token, top)).toEqual({
          logprob: kernel.logProb(0, token),
          top: order.map((id) => ({ token: id, logprob: kernel.logProb(0, id) })),
        });
      }),
    );
  });
});
