import type { Generation, GenerateAnswer, TokenLogprob, TokenPiece } from "@steadytext/core";
import type { ErrorContext } from "../http/error-family.ts";
import { errorBody } from "../http/error-response.ts";
import type { AnswerFacts, Dialect } from "./dialect.ts";
import { dataEvent } from "./server-sent-events.ts";

/** How `/generate` tells a generation: the event of a token, or of the end, has its index as id. */
export function nativeDialect({ identity }: AnswerFacts, context: ErrorContext): Dialect {
  const whole = (generation: Generation, cached: boolean) => generateAnswerOf(generation, identity.name, cached);
  return {
    whole,
    opening: () => "",
    prompt: () => "",
    piece({ token, text, logprob, top }, index) {
      return dataEvent(JSON.stringify({ token, text, index, logprob, top: top?.map(withoutBytes) }), index);
    },
    closing(generation, cached) {
      const { length } = generation.pieces;
      return dataEvent(JSON.stringify(whole(generation, cached)), length) + dataEvent("[DONE]", length + 1);
    },
    failure: (error, sent) => dataEvent(JSON.stringify(errorBody(error, context)), sent),
  };
}

function generateAnswerOf(generation: Generation, model: string, cached: boolean): GenerateAnswer {
  const { text, finishReason, stopType, usage } = generation;
  return {
    text,
    cached,
    model,
    finish_reason: finishReason,
    stop_type: stopType,
    usage: {
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
    ...logprobsOf(generation),
  };
}

function logprobsOf({ pieces }: Generation): Pick<GenerateAnswer, "logprobs"> {
  const told = pieces.flatMap((piece: TokenPiece) => {
    const { token, logprob, top = [] } = piece;
    return logprob === undefined ? [] : [{ token, logprob, top: top.map(withoutBytes) }];
  });
  return told.length === 0 ? {} : { logprobs: told };
}

function withoutBytes({ token, logprob }: TokenLogprob) {
  return { token, logprob };
}
