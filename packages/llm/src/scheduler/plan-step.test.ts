import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planStep } from "./plan-step.ts";

const LIMITS = { rows: 16, logits: 8 };
const candidate = fc
  .tuple(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 400 })), fc.boolean())
  .map(([pending, reads]) => ({ pending, silent: reads ? 0 : pending - 1 }));
const candidates = fc.array(candidate, { minLength: 1, maxLength: 8 });

describe("a step's plan", () => {
  it("serves every running stream, and prompts with the rows that are left, oldest first", () => {
    const decoding = { pending: 1, silent: 0 };
    const prompt = { pending: 100, silent: 99 };
    expect(planStep([prompt, decoding, prompt, decoding], LIMITS)).toEqual([14, 1, 0, 1]);
    expect(planStep([{ pending: 5, silent: 4 }, prompt], LIMITS)).toEqual([5, 11]);
  });

  it("gives a text to score as many rows as there are logits left", () => {
    expect(
      planStep(
        [
          { pending: 100, silent: 0 },
          { pending: 1, silent: 0 },
        ],
        LIMITS,
      ),
    ).toEqual([7, 1]);
  });

  it("never exceeds its limits, never delays a stream, and always gets something done", () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const shares = planStep(all, LIMITS);
        const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
        expect(sum(shares)).toBeLessThanOrEqual(LIMITS.rows);
        expect(sum(shares.map((share, i) => Math.max(0, share - all[i]!.silent)))).toBeLessThanOrEqual(LIMITS.logits);
        for (const [i, { pending }] of all.entries()) {
          expect(shares[i]).toBeLessThanOrEqual(pending);
          expect(shares[i]).toBeGreaterThanOrEqual(pending === 1 ? 1 : 0);
        }
        const oldestPrompt = all.findIndex(({ pending }) => pending > 1);
        expect(shares[oldestPrompt] ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});
