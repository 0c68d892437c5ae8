import type { EffectiveGenerateRequest } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Runtime } from "../runtime/runtime.ts";
import { arbitraryRequest } from "../test-support/arbitrary-request.ts";
import { generationOf, PATIENT, requestOf } from "../test-support/collect.ts";
import { TINY_CONTEXT, tinyRuntime } from "../test-support/tiny-runtime.ts";
import type { Score } from "./scoring-task.ts";

async function scoreOf(runtime: Runtime, text: readonly number[] | string, top = 0): Promise<Score> {
  const scored = await runtime.score(text, PATIENT, { top });
  if (!scored.ok) throw new Error(scored.error.message);
  return scored.value;
}

/** A generation's tokens behind those of its prompt. */
async function written(runtime: Runtime, request: EffectiveGenerateRequest) {
  const prompt = runtime.encodePrompt(request);
  if (!prompt.ok) throw new Error(prompt.error.message);
  const { pieces } = await generationOf(runtime.generate(request, PATIENT));
  return { prompt: prompt.value, pieces, tokens: [...prompt.value, ...pieces.map(({ token }) => token)] };
}

describe("scoring", () => {
  it("gives a generated text the log-probabilities that were told while it was generated, bit for bit", async () => {
    const runtime = await tinyRuntime();
    await fc.assert(
      fc.asyncProperty(arbitraryRequest, async (request) => {
        const { prompt, pieces, tokens } = await written(runtime, { ...request, logprobs: 3 });
        const { logProbs, top } = await scoreOf(runtime, tokens, 3);
        expect([...logProbs].slice(prompt.length - 1)).toEqual(pieces.map(({ logprob }) => logprob));
        expect(top.slice(prompt.length - 1)).toEqual(pieces.map((piece) => piece.top));
      }),
      { numRuns: 40 },
    );
  });

  it("finds the tokens of a greedy text best", async () => {
    const runtime = await tinyRuntime();
    const { prompt, tokens } = await written(runtime, requestOf({ prompt: "hello", max_tokens: 30, raw: true }));
    const { best, top } = await scoreOf(runtime, tokens, 1);
    expect([...best].slice(prompt.length - 1)).toEqual(tokens.slice(prompt.length));
    expect(top.map(([first]) => first?.token)).toEqual([...best]);
  });

  it("is the same in any company and for any chunking, and leaves no page behind", async () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "hell", "é"), minLength: 2, maxLength: 70 }), {
      minLength: 1,
      maxLength: 4,
    });
    const plain = await tinyRuntime({ keepsPrefixes: false, speculates: false, stepRows: 1 });
    await fc.assert(
      fc.asyncProperty(texts, arbitraryRequest, fc.integer({ min: 1, max: 16 }), async (texts, request, stepRows) => {
        const runtime = await tinyRuntime({ stepRows, pages: 8 });
        const [generation, ...scores] = await Promise.all([
          generationOf(runtime.generate(request, PATIENT)),
          ...texts.map((text) => scoreOf(runtime, text, 2)),
        ]);
        expect(generation).toEqual(await generationOf(plain.generate(request, PATIENT)));
        for (const [i, text] of texts.entries()) expect(scores[i]).toEqual(await scoreOf(plain, text, 2));
        expect(runtime.load.freePages).toBe(8);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses what it cannot score", async () => {
    const runtime = await tinyRuntime();
    for (const tokens of [[], [1], [1, 9999], "x"]) {
      expect(await runtime.score(tokens, PATIENT)).toMatchObject({ ok: false, error: { code: "invalid_request" } });
    }
    expect(await runtime.score([1, 2], PATIENT, { top: 21 })).toMatchObject({ ok: false, error: { param: "top" } });
    expect(await runtime.score("x".repeat(TINY_CONTEXT + 1), PATIENT)).toMatchObject({
      ok: false,
      error: { code: "context_length_exceeded" },
    });
    expect(await runtime.score("hello x", { ...PATIENT, now: () => 5 })).toMatchObject({ ok: false, error: { code: "deadline_exceeded" } });
  });
});
