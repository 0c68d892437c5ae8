import type { EffectiveGenerateRequest, Generation } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryRequest } from "../test-support/arbitrary-request.ts";
import { eventsOf, generationOf, PATIENT } from "../test-support/collect.ts";
import { tinyRuntime } from "../test-support/tiny-runtime.ts";

const runtime = await tinyRuntime();

function ask(request: EffectiveGenerateRequest): Promise<Generation> {
  return generationOf(runtime.generate(request, PATIENT));
}

describe("a prompt that is told back", () => {
  it("has the log-probabilities of scoring, and changes nothing behind it", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRequest, fc.constantFrom(0, 3), async (request, count) => {
        const plain = await ask({ ...request, logprobs: count });
        const { prompt = [], ...rest } = await ask({ ...request, logprobs: count, echo: true });
        expect(rest).toEqual(plain);
        expect("text" in request.prompt && request.prompt.text).toBe(prompt.map(({ text }) => text).join(""));
        const tokens = prompt.map(({ token }) => token);
        expect(prompt[0]?.logprob).toBeUndefined();
        if (tokens.length < 2) return;
        const score = await runtime.score(tokens, PATIENT, { top: count });
        if (!score.ok) throw new Error(score.error.message);
        expect(prompt.slice(1).map(({ logprob }) => logprob)).toEqual([...score.value.logProbs]);
        expect(prompt.slice(1).map(({ top }) => top)).toEqual(score.value.top);
      }),
      { numRuns: 30 },
    );
  });

  it("can be all there is: scored without a token generated", async () => {
    const request = fc.sample(arbitraryRequest, { numRuns: 1, seed: 1 })[0]!;
    for (const text of ["h", "hello world"]) {
      const asked = { ...request, prompt: { text }, logprobs: 2, echo: true };
      const whole = await ask(asked);
      const alone = await ask({ ...asked, maxTokens: 0 });
      expect(alone).toEqual({
        prompt: whole.prompt,
        text: "",
        pieces: [],
        finishReason: "length",
        stopType: "limit",
        usage: { promptTokens: whole.prompt?.length, completionTokens: 0 },
      });
    }
    expect(runtime.load).toMatchObject({ running: 0, waiting: 0 });
  });

  it("is told before the first token, and at once where no log-probabilities are asked for", async () => {
    const request = { ...fc.sample(arbitraryRequest, { numRuns: 1, seed: 1 })[0]!, prompt: { tokens: [5, 6, 7] }, echo: true };
    const kinds = async (more: Partial<EffectiveGenerateRequest>) =>
      (await eventsOf(runtime.generate({ ...request, ...more }, PATIENT))).map(({ type }) => type);
    expect(await kinds({ logprobs: 1, maxTokens: 1 })).toEqual(["started", "prompt", "token", "done"]);
    expect(await kinds({ logprobs: null, maxTokens: 1 })).toEqual(["started", "prompt", "token", "done"]);
    expect(await kinds({ logprobs: null, maxTokens: 0 })).toEqual(["started", "prompt", "done"]);
  });

  it("is refused where it names tokens that the model does not have", async () => {
    const request = { ...fc.sample(arbitraryRequest, { numRuns: 1, seed: 1 })[0]!, prompt: { tokens: [5, 1_000_000] } };
    expect(await eventsOf(runtime.generate(request, PATIENT))).toMatchObject([{ error: { code: "invalid_request", param: "prompt.1" } }]);
  });
});
