import type { Generation, GenerateAnswer } from "@steadytext/core";
import { closingEvents, tokenEvent } from "./server-sent-events.ts";

/** A generation as `/generate` answers it. */
export function generateAnswerOf(generation: Generation, model: string, cached: boolean): GenerateAnswer {
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
  const told = pieces.flatMap(({ token, logprob, top = [] }) => (logprob === undefined ? [] : [{ token, logprob, top: [...top] }]));
  return told.length === 0 ? {} : { logprobs: told };
}

/** The whole event stream of a generation that is already there: the bytes of the live one, but for `cached`. */
export function transcriptOf(generation: Generation, model: string): string {
  const { pieces } = generation;
  const tokens = pieces.map((piece, index) => tokenEvent(index, piece));
  return tokens.join("") + closingEvents(pieces.length, generateAnswerOf(generation, model, true));
}
