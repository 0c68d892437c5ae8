import { describe, expect, it } from "vitest";
import { effectiveGenerate } from "./effective-generate.ts";
import { generateRequest } from "./generate.ts";

function effective(body: object) {
  const result = effectiveGenerate(generateRequest.parse(body));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("the effective request", () => {
  it("is the same however it was spelled", () => {
    const plain = effective({ prompt: "Hi" });
    expect(effective({ prompt: "Hi", max_tokens: 100, stream: true, user: "u", metadata: { a: "b" }, eos_string: "[EOS]" })).toEqual(plain);
    expect(effective({ prompt: "Hi", n_predict: 7 })).toEqual(effective({ prompt: "Hi", max_new_tokens: 7, max_tokens: 7 }));
    expect(effective({ prompt: "Hi", stop: "b", eos_string: "a" })).toEqual(effective({ prompt: "Hi", stop: ["a", "b", "a"] }));
  });

  it("is the same for every spelling of the same penalties and bias", () => {
    const plain = effective({ prompt: "Hi", logit_bias: { 5: -1, 40: 2 } });
    expect(plain.logitBias).toEqual([
      [5, -1],
      [40, 2],
    ]);
    expect(effective({ prompt: "Hi", logit_bias: { 40: 2, 7: 0, 5: -1, 9: -0 }, presence_penalty: -0, frequency_penalty: 0 })).toEqual(
      plain,
    );
    expect(effective({ prompt: "Hi", presence_penalty: 1, frequency_penalty: -2 })).toMatchObject({
      presencePenalty: 1,
      frequencyPenalty: -2,
    });
  });

  it("is a conversation, unless it is raw", () => {
    expect(effective({ prompt: "Hi" }).prompt).toEqual({ messages: [{ role: "user", content: "Hi" }] });
    expect(effective({ prompt: "Hi", system: "s" }).prompt).toEqual({
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "Hi" },
      ],
    });
    expect(effective({ prompt: "Hi", raw: true }).prompt).toEqual({ text: "Hi" });
  });

  it("asks for log-probabilities only where they are returned", () => {
    expect(effective({ prompt: "Hi" }).logprobs).toBeNull();
    expect(effective({ prompt: "Hi", return_logprobs: true }).logprobs).toBe(5);
  });

  it("ignores sampling settings that greedy decoding ignores", () => {
    expect(effective({ prompt: "Hi", temperature: 0, seed: 7, top_k: 3, top_p: 0.1, min_p: 0.9 })).toEqual(effective({ prompt: "Hi" }));
  });

  it("keeps every sampling setting above temperature 0", () => {
    const sampled = effective({ prompt: "Hi", temperature: 0.5, seed: 7, top_k: 3, top_p: 0.1, min_p: 0.9 });
    expect(sampled).toMatchObject({ temperature: 0.5, seed: 7, topK: 3, topP: 0.1, minP: 0.9 });
  });

  it("refuses aliases that contradict each other, and a system text without a template to put it in", () => {
    expect(effectiveGenerate(generateRequest.parse({ prompt: "Hi", max_tokens: 5, n_predict: 6 }))).toMatchObject({
      ok: false,
      error: { param: "max_tokens" },
    });
    expect(effectiveGenerate(generateRequest.parse({ prompt: "Hi", raw: true, system: "s" }))).toMatchObject({
      ok: false,
      error: { param: "system" },
    });
  });
});

describe("the generate schema", () => {
  it.each([
    ["a prompt that is no text", { prompt: ["a"] }],
    ["an empty prompt", { prompt: "" }],
    ["a lone surrogate", { prompt: "\ud800" }],
    ["a prompt past the limit", { prompt: "é".repeat(16_385) }],
    ["no tokens at all", { prompt: "a", max_tokens: 0 }],
    ["a fraction of a token", { prompt: "a", max_tokens: 1.5 }],
    ["a temperature that is no number", { prompt: "a", temperature: Number.NaN }],
    ["a negative seed", { prompt: "a", seed: -1 }],
    ["a penalty past the limit", { prompt: "a", presence_penalty: 2.1 }],
    ["a penalty that is no number", { prompt: "a", frequency_penalty: Number.NaN }],
    ["a bias of no token", { prompt: "a", logit_bias: { hello: 1 } }],
    ["two spellings of a token", { prompt: "a", logit_bias: { "01": 1 } }],
    ["an endless bias", { prompt: "a", logit_bias: { 1: Number.POSITIVE_INFINITY } }],
    ["a bias of too many tokens", { prompt: "a", logit_bias: Object.fromEntries(Array.from({ length: 301 }, (_, i) => [i, 1])) }],
    ["five stop strings", { prompt: "a", stop: ["1", "2", "3", "4", "5"] }],
    ["an empty stop string", { prompt: "a", stop: [""] }],
    ["a field nobody knows", { prompt: "a", promt: "b" }],
  ])("refuses %s", (_, body) => {
    expect(generateRequest.safeParse(body).success).toBe(false);
  });
});
