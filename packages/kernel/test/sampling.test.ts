import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SampleOptions } from "../src/index.ts";
import { openModel, randomModel, TINY } from "./random-model.ts";
import { BUILDS } from "./wasm-ops.ts";

const VOCAB = TINY.vocab;

/** The same chain in plain doubles; a draw within 1e-6 of a border may fall on either side, so both sides are given. */
function expectedTokens(logits: Float32Array, o: SampleOptions): Set<number> {
  const ranked = Array.from(logits, (logit, token) => ({ logit, token })).toSorted((a, b) => b.logit - a.logit || a.token - b.token);
  const best = ranked[0]?.logit ?? NaN;
  const kept = ranked.slice(0, o.topK === 0 ? VOCAB : o.topK);
  const total = kept.reduce((sum, { logit }) => sum + Math.exp(logit - best), 0);
  let cumulated = 0;
  const nucleus = kept.filter(({ logit }) => {
    const keep = cumulated < o.topP * total || o.topP === 1;
    cumulated += Math.exp(logit - best);
    return keep;
  });
  const likely = nucleus.filter(({ logit }, i) => i === 0 || Math.exp(logit - best) >= o.minP);
  const weights = likely.map(({ logit }) => Math.exp((logit - best) / o.temperature));
  const sum = weights.reduce((a, b) => a + b, 0);
  const at = (random: number) => {
    let below = 0;
    const index = weights.findIndex((weight) => (below += weight) > random * sum);
    return likely[index < 0 ? likely.length - 1 : index]?.token ?? -1;
  };
  return new Set([at(Math.max(0, o.random - 1e-5)), at(o.random), at(Math.min(1 - 1e-9, o.random + 1e-5))]);
}

const anyOptions = fc.record({
  temperature: fc.double({ min: 0.1, max: 3, noNaN: true }),
  topK: fc.constantFrom(0, 1, 2, 40, VOCAB, 1000),
  topP: fc.constantFrom(0.0001, 0.37, 0.9, 1),
  minP: fc.constantFrom(0, 0.013, 0.31, 1),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

describe.each(BUILDS)("%s", (build) => {
  const kernel = openModel(randomModel({ ...TINY, layers: 1 }, "Q8_0", true), build);
  kernel.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: true }]);
  const logits = kernel.logits(0);

  function draw(options: SampleOptions): number {
    const token = kernel.sample(0, options);
    if (!token.ok) throw new Error(token.error.message);
    return token.value;
  }

  it("draws what top-k, top-p, min-p and temperature in this order leave", () => {
    const value = fc.oneof(fc.float({ min: -30, max: 30, noNaN: true }), fc.constantFrom(1, 0, -0));
    fc.assert(
      fc.property(fc.array(value, { minLength: VOCAB, maxLength: VOCAB }), anyOptions, (values, options) => {
        logits.set(values);
        expect(expectedTokens(logits, options)).toContain(draw(options));
      }),
      { numRuns: 200 },
    );
  });

  it("breaks ties by the lowest id, also between 0 and -0", () => {
    logits.fill(-5);
    logits[200] = 0;
    logits[77] = -0;
    const options = { temperature: 1, topP: 1, minP: 0, random: 0.999 };
    expect(draw({ ...options, topK: 1 })).toBe(77);
    expect(draw({ ...options, topK: 2 })).toBe(200);
    logits.fill(1);
    expect(draw({ ...options, topK: 0, random: 0 })).toBe(0);
    expect(draw({ ...options, topK: 0, random: 1 - 2 ** -53 })).toBe(VOCAB - 1);
  });

  it("refuses parameters outside their ranges", () => {
    const good = { temperature: 1, topK: 0, topP: 1, minP: 0, random: 0.5 };
    const bad: Partial<SampleOptions>[] = [
      { temperature: 0 },
      { temperature: NaN },
      { temperature: Infinity },
      { topK: -1 },
      { topK: 1.5 },
      { topP: 0 },
      { topP: 1.1 },
      { topP: NaN },
      { minP: -0.1 },
      { minP: 1.1 },
      { random: 1 },
      { random: -0.1 },
      { random: NaN },
    ];
    for (const change of bad) {
      const result = kernel.sample(0, { ...good, ...change });
      expect(!result.ok && result.error.code).toBe("invalid_sampling");
    }
  });
});

describe.each(BUILDS)("log-probabilities of %s", (build) => {
  const kernel = openModel(randomModel({ ...TINY, layers: 1 }, "Q8_0", true), build);
  kernel.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: true }]);
  const logits = kernel.logits(0);
  const value = fc.oneof(fc.float({ min: -30, max: 30, noNaN: true }), fc.constantFrom(1, 0, -0, -Infinity));

  it("of the best tokens come best first, ties by the lowest id, with the bits of logProb", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: VOCAB, maxLength: VOCAB }), fc.integer({ min: 0, max: 20 }), (values, n) => {
        logits.set(values);
        const ids = Array.from(values.keys()).toSorted((a, b) => (values[a] === values[b] ? a - b : (values[b] ?? 0) - (values[a] ?? 0)));
        const best = ids.slice(0, n);
        expect(kernel.topLogProbs(0, n)).toEqual(best.map((token) => ({ token, logProb: kernel.logProb(0, token) })));
        expect(kernel.logProbs(0, best)).toEqual(best.map((token) => kernel.logProb(0, token)));
        expect(kernel.argmax(0)).toBe(ids[0]);
        expect(Array.from(logits)).toEqual(values.map(Math.fround));
      }),
      { numRuns: 100 },
    );
  });

  it("sum to one, and follow a step that comes after a sort", () => {
    const again = () => kernel.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: true }]);
    again();
    const before = kernel.logits(0).slice();
    expect(kernel.sample(0, { temperature: 1, topK: 0, topP: 1, minP: 0, random: 0.5 }).ok).toBe(true);
    again();
    expect(kernel.logits(0)).toEqual(before);
    const sum = kernel.logProbs(0, Array.from(before.keys())).reduce((total, logProb) => total + Math.exp(logProb), 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it("are refused for tokens outside the vocabulary and for more than twenty at once", () => {
    expect(() => kernel.logProb(0, VOCAB)).toThrow(RangeError);
    expect(() => kernel.logProbs(0, [0, -1])).toThrow(RangeError);
    for (const n of [-1, 21, 1.5, NaN]) expect(() => kernel.topLogProbs(0, n)).toThrow(RangeError);
    expect(() => kernel.topLogProbs(1, 1)).toThrow(RangeError);
  });
});
