import type { EffectiveConstraint } from "@steadytext/core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "../runtime/runtime.ts";
import { eventsOf, generationOf, PATIENT, requestOf } from "../test-support/collect.ts";
import { tinyRuntime } from "../test-support/tiny-runtime.ts";

const FIXED = JSON.stringify({ const: { hello: ["world", 12] } });

let runtime: Runtime;
beforeAll(async () => {
  runtime = await tinyRuntime();
});

const request = (constraint: EffectiveConstraint, body: object = {}) => ({
  ...requestOf({ prompt: "hello", max_tokens: 40, raw: true, ...body }),
  constraint,
});
const generated = (...args: Parameters<typeof request>) => generationOf(runtime.generate(request(...args), PATIENT));

describe("a constrained completion", () => {
  it("whose text is known beforehand is there without any computation", async () => {
    const before = runtime.load.keptPages;
    const events = await eventsOf(runtime.generate(request({ schema: FIXED, separators: "compact" }), PATIENT));
    expect(events.at(-1)).toMatchObject({ type: "done", generation: { text: '{"hello":["world",12]}', finishReason: "stop" } });
    expect(runtime.load.keptPages).toBe(before);
  });

  it("tells the model's own log-probability of each token, forced ones too", async () => {
    const { text, pieces } = await generated({ schema: FIXED, separators: "compact" }, { return_logprobs: true });
    expect(text).toBe('{"hello":["world",12]}');
    const prompt = runtime.encodePrompt(request({ regex: "a" }));
    if (!prompt.ok) throw new Error(prompt.error.message);
    const scored = await runtime.score([...prompt.value, ...pieces.map(({ token }) => token)], PATIENT);
    if (!scored.ok) throw new Error(scored.error.message);
    expect(pieces.map(({ logprob }) => logprob)).toEqual(Array.from(scored.value.logProbs.subarray(prompt.value.length - 1)));
  });

  it("has its wrapper in the first piece and the last, whether tokens are forced or read one by one", async () => {
    for (const return_logprobs of [false, true]) {
      const { text, pieces } = await generated({ schema: FIXED, separators: "spaced", wrap: true }, { return_logprobs });
      expect(text).toBe('<json-output>{"hello": ["world", 12]}</json-output>');
      expect(pieces[0]!.text).toMatch(/^<json-output>\{/);
      expect(pieces.at(-1)!.text).toMatch(/<\/json-output>$/);
    }
  });

  it("may be empty", async () => {
    expect(await generated({ regex: "" })).toMatchObject({ text: "", pieces: [], finishReason: "stop" });
  });

  it("ends well with every budget, and is refused where the shortest text does not fit", async () => {
    const constraint = { regex: "(hello|worldly)+!" };
    for (let max_tokens = 2; max_tokens < 20; max_tokens++) {
      const { text, finishReason, usage } = await generated(constraint, { max_tokens, temperature: 1, seed: max_tokens });
      expect(text).toMatch(/^(hello|worldly)+!$/);
      expect(finishReason).toBe("stop");
      expect(usage.completionTokens).toBeLessThanOrEqual(max_tokens);
    }
    const [refused] = await eventsOf(runtime.generate(request(constraint, { max_tokens: 1 }), PATIENT));
    expect(refused).toMatchObject({ type: "error", error: { code: "invalid_request", details: { n_shortest_tokens: 2 } } });
  });

  it("is refused with the keyword's pointer where it cannot be kept", async () => {
    const [refused] = await eventsOf(runtime.generate(request({ schema: '{"not":{}}', separators: "compact" }), PATIENT));
    expect(refused).toMatchObject({ type: "error", error: { code: "unsupported_schema", details: { pointer: "/not" } } });
    expect(runtime.load).toMatchObject({ running: 0, waiting: 0 });
  });

  it("keeps to its text whatever bias and penalties ask for", async () => {
    const body = { logit_bias: { 200: 100, 105: -100 }, frequency_penalty: 2, temperature: 2 };
    expect((await generated({ choices: ["hello", "help"] }, body)).text).toMatch(/^hel(lo|p)$/);
  });
});
