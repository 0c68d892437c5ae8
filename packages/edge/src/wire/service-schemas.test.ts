import {
  chatAnswer,
  chatChunk,
  chatRequest,
  completionAnswer,
  completionRequest,
  detokenizeAnswer,
  embedRequest,
  ERROR_CODES,
  generateAnswer,
  generateRequest,
  rerankAnswer,
  rerankRequest,
  tokenizeRequest,
} from "@steadytext/core";
import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { EmbedAnswer, EmbedOptions, RerankAnswer, RerankOptions } from "./embed.ts";
import type { ErrorCode } from "./error-code.ts";
import type { GenerateAnswer, GenerateRequest } from "./generate.ts";
import type { ChatAnswer, ChatChunk, ChatOptions, CompletionAnswer, CompletionOptions } from "./openai.ts";
import type { DetokenizeAnswer, TokenizeOptions } from "./service.ts";

/** Fields of a request that the client sets, or offers under one name alone. */
const OWN = {
  generate: ["max_new_tokens", "n_predict", "stream"],
  chat: [
    "messages",
    "max_completion_tokens",
    "response_format",
    "stream",
    "stream_options",
    "structured_outputs",
    "guided_json",
    "guided_regex",
    "guided_choice",
  ],
  completion: ["prompt", "stream", "stream_options", "structured_outputs", "guided_json", "guided_regex", "guided_choice"],
};
/** Offered here in one spelling for all routes; where the service has them is a matter of bodies. */
const CONSTRAINTS = ["schema", "regex", "choices"];

type Fields<Request> = { readonly [Name in keyof Required<Request>]: true };

const GENERATE: Fields<GenerateRequest> = {
  prompt: true,
  max_tokens: true,
  seed: true,
  temperature: true,
  top_p: true,
  top_k: true,
  min_p: true,
  presence_penalty: true,
  frequency_penalty: true,
  logit_bias: true,
  return_logprobs: true,
  stop: true,
  eos_string: true,
  system: true,
  raw: true,
  schema: true,
  regex: true,
  choices: true,
  separators: true,
  wrap: true,
  model: true,
  cache: true,
  user: true,
  metadata: true,
};
const shared = {
  temperature: true,
  seed: true,
  top_p: true,
  top_k: true,
  min_p: true,
  presence_penalty: true,
  frequency_penalty: true,
  logit_bias: true,
  stop: true,
  model: true,
  cache: true,
  user: true,
  metadata: true,
  max_tokens: true,
  schema: true,
  regex: true,
  choices: true,
} as const;
const CHAT: Fields<ChatOptions> = { ...shared, logprobs: true, top_logprobs: true };
const COMPLETION: Fields<CompletionOptions> = { ...shared, echo: true, logprobs: true };
const EMBED: Fields<EmbedOptions> = { mode: true, dimensions: true, aggregate: true, truncate: true, model: true, cache: true };
const RERANK: Fields<RerankOptions> = { top_n: true, return_documents: true, truncate: true, model: true, cache: true };
const TOKENIZE: Fields<TokenizeOptions> = { add_special: true, parse_special: true, model: true };

function unlike(offered: object, schema: { readonly shape: object }, own: readonly string[]): readonly string[] {
  const known = Object.keys(schema.shape).filter((name) => !own.includes(name));
  const given = Object.keys(offered);
  const missing = known.filter((name) => !given.includes(name)).map((name) => `not offered: ${name}`);
  const unknown = given.filter((name) => !known.includes(name) && !CONSTRAINTS.includes(name)).map((name) => `unknown: ${name}`);
  return [...missing, ...unknown];
}

test("the client offers every field that the service takes, and none that it does not", () => {
  expect(unlike(GENERATE, generateRequest, OWN.generate)).toEqual([]);
  expect(unlike(CHAT, chatRequest, OWN.chat)).toEqual([]);
  expect(unlike(COMPLETION, completionRequest, OWN.completion)).toEqual([]);
  expect(unlike(EMBED, embedRequest, ["text"])).toEqual([]);
  expect(unlike(RERANK, rerankRequest, ["query", "documents"])).toEqual([]);
  expect(unlike(TOKENIZE, tokenizeRequest, ["content", "with_pieces"])).toEqual([]);
});

test("answers and codes have the service's types", () => {
  expectTypeOf<z.output<typeof generateAnswer>>().toExtend<GenerateAnswer>();
  expectTypeOf<GenerateAnswer>().toExtend<z.output<typeof generateAnswer>>();
  expectTypeOf<z.output<typeof chatAnswer>>().toExtend<ChatAnswer>();
  expectTypeOf<ChatAnswer>().toExtend<z.output<typeof chatAnswer>>();
  expectTypeOf<z.output<typeof chatChunk>>().toExtend<ChatChunk>();
  expectTypeOf<z.output<typeof completionAnswer>>().toExtend<CompletionAnswer>();
  expectTypeOf<z.output<typeof rerankAnswer>>().toExtend<RerankAnswer>();
  expectTypeOf<z.output<typeof detokenizeAnswer>>().toEqualTypeOf<DetokenizeAnswer>();
  expectTypeOf<EmbedAnswer["embedding"]>().toEqualTypeOf<number[]>();
  expectTypeOf<(typeof ERROR_CODES)[number]>().toEqualTypeOf<ErrorCode>();
});
