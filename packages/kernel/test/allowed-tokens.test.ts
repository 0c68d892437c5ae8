import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel, Row } from "../src/index.ts";
import { openModel, randomModel, TINY } from "./random-model.ts";
import { BUILDS } from "./wasm-ops.ts";

const VOCAB = 1500; // three panels of the head, the last one not whole
const model = randomModel({ ...TINY, layers: 1, vocab: VOCAB }, "Q8_0", true);

/** Three rows of one sequence each, of which the i-th reads `allowed[i]` only; undefined is everything. */
function logitsOf(kernel: Kernel, allowed: readonly (readonly number[] | undefined)[]): Float32Array[] {
  const rows = allowed.map((tokens, i): Row => ({ token: 7 * i, position: 0, pageTable: [i], wantLogits: true, allowed: maskOf(tokens) }));
  const done = kernel.forward(rows);
  if (!done.ok) throw new Error(done.error.message);
  return rows.map((_, i) => kernel.logits(i).slice());
}

function maskOf(tokens: readonly number[] | undefined): Uint32Array | undefined {
  if (tokens === undefined) return undefined;
  const mask = new Uint32Array(Math.ceil(VOCAB / 32));
  for (const token of tokens) mask[token >> 5] = mask[token >> 5]! | (1 << (token & 31));
  return mask;
}

const someTokens = fc.option(fc.array(fc.nat(VOCAB - 1), { maxLength: 3 }), { nil: undefined });

describe.each(BUILDS)("%s, of a row that reads some tokens only,", (build) => {
  const kernel = openModel(model, build, 3);
  const whole = logitsOf(kernel, [undefined, undefined, undefined]);

  it("gives their logits bit for bit, whatever its neighbours read, and of others the same or minus infinity", () => {
    fc.assert(
      fc.property(fc.tuple(someTokens, someTokens, someTokens), (allowed) => {
        for (const [i, logits] of logitsOf(kernel, allowed).entries()) {
          const read = new Set(allowed[i] ?? whole[i]!.keys());
          const wrong = [...logits.keys()].filter((t) => logits[t] !== whole[i]![t] && (read.has(t) || logits[t] !== -Infinity));
          expect(wrong).toEqual([]);
        }
      }),
    );
  });

  it("reads no weights of panels without one of them", () => {
    const [logits] = logitsOf(kernel, [[600, 1100]]);
    const computed = [...logits!.keys()].filter((token) => logits![token] !== -Infinity);
    expect([computed[0], computed.at(-1), computed.length]).toEqual([576, 1151, 576]);
  });

  it("gives every logit again in the next step that reads all", () => {
    logitsOf(kernel, [[1]]);
    expect(logitsOf(kernel, [undefined])).toEqual(whole.slice(0, 1));
  });
});
