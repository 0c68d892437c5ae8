import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogitAdjustments } from "./logit-adjustments.ts";

const VOCAB = 8;
const NONE = { presencePenalty: 0, frequencyPenalty: 0, logitBias: [] } as const;

function seen(adjustments: LogitAdjustments, logits = new Float32Array(VOCAB)): number[] {
  return adjustments.during(logits, () => [...logits]);
}

describe("logit adjustments", () => {
  it("leave the logits as they are where nothing is asked for", () => {
    const adjustments = new LogitAdjustments(NONE);
    adjustments.count(1);
    expect(seen(adjustments)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("take the presence penalty once and the frequency penalty as often as a token was generated", () => {
    const adjustments = new LogitAdjustments({ ...NONE, presencePenalty: 0.5, frequencyPenalty: 0.25 });
    for (const token of [1, 2, 2, 2]) adjustments.count(token);
    expect(seen(adjustments)).toEqual([0, -0.75, -1.25, 0, 0, 0, 0, 0]);
  });

  it("add the bias, also to a token with a penalty", () => {
    const adjustments = new LogitAdjustments({ ...NONE, presencePenalty: 2, logitBias: [[1, -100], [2, 3]] }); // prettier-ignore
    adjustments.count(2);
    expect(seen(adjustments)).toEqual([0, -100, 1, 0, 0, 0, 0, 0]);
  });

  it("put the model's own logits back, bit for bit, even when choosing fails", () => {
    const logit = fc.float({ noNaN: true, noDefaultInfinity: true });
    const bias = fc.uniqueArray(fc.tuple(fc.nat(VOCAB - 1), fc.double({ min: -100, max: 100, noNaN: true })), {
      selector: ([token]) => token,
    });
    fc.assert(
      fc.property(fc.float32Array({ minLength: VOCAB, maxLength: VOCAB, noNaN: true }), logit, bias, (logits, penalty, logitBias) => {
        const before = logits.slice();
        const adjustments = new LogitAdjustments({ presencePenalty: penalty, frequencyPenalty: 0, logitBias });
        adjustments.count(3);
        expect(() =>
          adjustments.during(logits, () => {
            throw new Error("no");
          }),
        ).toThrow("no");
        expect(new Uint32Array(logits.buffer)).toEqual(new Uint32Array(before.buffer));
      }),
    );
  });
});
