import { describe, expect, it } from "vitest";
import { effectiveGenerate } from "../effective-generate.ts";
import { generateRequest } from "../generate.ts";
import { chatRequest } from "./chat.ts";
import { completionRequest } from "./completion.ts";
import { effectiveChat, effectiveCompletions } from "./effective-openai.ts";

const chat = (body: object) => effectiveChat(chatRequest.parse(body));
const completions = (body: object) => effectiveCompletions(completionRequest.parse(body));
const messages = [{ role: "user", content: "Hi" }];

describe("what a chat request asks of the engine", () => {
  it("is what /generate asks for the same conversation", () => {
    const native = (body: object) => effectiveGenerate(generateRequest.parse(body));
    expect(chat({ messages })).toEqual(native({ prompt: "Hi" }));
    expect(
      chat({ messages: [{ role: "system", content: "s" }, ...messages], temperature: 0.7, seed: 3, stop: "b", max_tokens: 5 }),
    ).toEqual(native({ prompt: "Hi", system: "s", temperature: 0.7, seed: 3, stop: ["b"], max_tokens: 5 }));
  });

  it("takes null for a field that is left out", () => {
    const fields = [
      "temperature",
      "top_p",
      "seed",
      "stop",
      "logprobs",
      "top_logprobs",
      "logit_bias",
      "max_tokens",
      "response_format",
      "user",
    ];
    expect(chat({ messages, ...Object.fromEntries(fields.map((field) => [field, null])) })).toEqual(chat({ messages }));
  });

  it("tells the chosen token's log-probability alone, unless more are asked for", () => {
    expect(chat({ messages })).toMatchObject({ value: { logprobs: null } });
    expect(chat({ messages, logprobs: true })).toMatchObject({ value: { logprobs: 0 } });
    expect(chat({ messages, logprobs: true, top_logprobs: 20 })).toMatchObject({ value: { logprobs: 20 } });
  });
});

describe("what a completions request asks of the engine", () => {
  it("is a generation a prompt, of texts or of token ids", () => {
    const prompts = (prompt: unknown) => {
      const effective = completions({ prompt });
      return effective.ok && effective.value.map((request) => request.prompt);
    };
    expect(prompts("a")).toEqual([{ text: "a" }]);
    expect(prompts(["a", "b"])).toEqual([{ text: "a" }, { text: "b" }]);
    expect(prompts([1, 2])).toEqual([{ tokens: [1, 2] }]);
    expect(prompts([[1], [2, 3]])).toEqual([{ tokens: [1] }, { tokens: [2, 3] }]);
  });

  it("is the same for every spelling of a scored text: nothing is sampled", () => {
    const scored = { prompt: "a", max_tokens: 0, echo: true, logprobs: 1 };
    expect(completions({ ...scored, temperature: 1, seed: 3, stop: "x", presence_penalty: 1 })).toEqual(completions(scored));
  });
});
