import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planStep, type StepCandidate } from "./plan-step.ts";

const LIMITS = { rows: 16, logits: 8 };

const stream: StepCandidate = { pending: 1, silent: 0, isRunning: true, offer: null };
const copying: StepCandidate = { ...stream, offer: { tokens: [1, 2, 3, 4, 5, 6, 7], acceptance: 1 } };
const prompt = (pending: number): StepCandidate => ({ pending, silent: pending - 1, isRunning: false, offer: null });
const scored = (pending: number): StepCandidate => ({ pending, silent: 0, isRunning: false, offer: null });

const offer = fc.record({
  tokens: fc.array(fc.nat(), { minLength: 1, maxLength: 7 }),
  acceptance: fc.double({ min: 0, max: 1, noNaN: true }),
});
const candidate = fc.oneof(
  fc.option(offer).map((offer) => ({ ...stream, offer })),
  fc.integer({ min: 2, max: 400 }).map(prompt),
  fc.integer({ min: 2, max: 400 }).map(scored),
);
const candidates = fc.array(candidate, { minLength: 1, maxLength: 8 });

const rowsOf = (all: readonly StepCandidate[]) => planStep(all, LIMITS).map(({ rows }) => rows);
const draftsOf = (all: readonly StepCandidate[]) => planStep(all, LIMITS).map(({ drafts }) => drafts);
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

describe("a step's plan", () => {
  it("serves every running stream, and prompts with the rows that are left, oldest first", () => {
    expect(rowsOf([prompt(100), stream, prompt(100), stream])).toEqual([14, 1, 0, 1]);
    expect(rowsOf([prompt(5), prompt(100)])).toEqual([5, 11]);
  });

  it("serves a running stream that has several tokens pending behind those with one, and before prompts", () => {
    const forced: StepCandidate = { ...prompt(6), isRunning: true };
    expect(rowsOf([prompt(100), forced, stream])).toEqual([9, 6, 1]);
    expect(rowsOf([{ ...prompt(40), isRunning: true }, stream, prompt(5)])).toEqual([15, 1, 0]);
  });

  it("gives a text to score as many rows as there are logits left", () => {
    expect(rowsOf([scored(100), stream])).toEqual([7, 1]);
  });

  it("gives drafts only rows that nobody else could use", () => {
    expect(draftsOf([copying])).toEqual([7]);
    expect(draftsOf([copying, prompt(100)])).toEqual([0, 0]);
    expect(draftsOf([copying, scored(100)])).toEqual([0, 0]);
    expect(draftsOf(Array.from({ length: 8 }, () => copying))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("never exceeds its limits, never delays a stream, and always gets something done", () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const shares = planStep(all, LIMITS);
        expect(sum(shares.map(({ rows, drafts }) => rows + drafts))).toBeLessThanOrEqual(LIMITS.rows);
        expect(sum(shares.map(({ rows, drafts }, i) => Math.max(0, rows - all[i]!.silent) + drafts))).toBeLessThanOrEqual(LIMITS.logits);
        for (const [i, { pending, offer }] of all.entries()) {
          expect(shares[i]!.rows).toBeLessThanOrEqual(pending);
          expect(shares[i]!.rows).toBeGreaterThanOrEqual(pending === 1 ? 1 : 0);
          expect(shares[i]!.drafts).toBeLessThanOrEqual(offer?.tokens.length ?? 0);
        }
        expect(sum(shares.map(({ rows }) => rows))).toBeGreaterThan(0);
      }),
    );
  });
});
