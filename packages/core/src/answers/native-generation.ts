import type { GenerateAnswer } from "../schemas/generate.ts";
import type { Generation, TokenLogprob, TokenPiece } from "../services/generation.ts";
import { dataEvent } from "./server-sent-events.ts";

/** The body of `POST /generate`. */
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

/** What a stream tells of token `index`. */
export function tokenEventOf({ token, text, logprob, top }: TokenPiece, index: number) {
  return { token, text, index, logprob, top: top?.map(withoutBytes) };
}

/** The end of a complete stream of `length` tokens. Every event has an index as its id. */
export function closingEvents(answer: GenerateAnswer, length: number): string {
  return dataEvent(JSON.stringify(answer), length) + dataEvent("[DONE]", length + 1);
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
