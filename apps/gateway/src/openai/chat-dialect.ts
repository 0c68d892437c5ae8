import type { ChatAnswer, ChatChunk, Generation, TokenLogprob, TokenPiece } from "@steadytext/core";
import { dataEvent } from "@steadytext/core/answers";
import type { AnswerFacts, Dialect } from "../generation/dialect.ts";
import type { ErrorContext } from "../http/error-family.ts";
import { errorBody } from "../http/error-response.ts";
import { answerFactsOf, usageOf } from "./answer-facts.ts";
import { tokenText } from "./token-text.ts";

type Choice = ChatChunk["choices"][number];

/** How `/v1/chat/completions` tells a generation. */
export function chatDialect(facts: AnswerFacts, context: ErrorContext, includeUsage: boolean): Dialect {
  const about = answerFactsOf(facts, "chatcmpl");
  function chunk(choices: ChatChunk["choices"], usage: ChatChunk["usage"] = null): string {
    const body: ChatChunk = { ...about, object: "chat.completion.chunk", choices, ...(includeUsage ? { usage } : {}) };
    return dataEvent(JSON.stringify(body));
  }
  const choice = (part: Partial<Choice>): Choice => ({ index: 0, delta: {}, logprobs: null, finish_reason: null, ...part });
  return {
    whole: (generation) => wholeChat(generation, about),
    opening: () => chunk([choice({ delta: { role: "assistant", content: "" } })]),
    prompt: () => "",
    piece(piece) {
      const logprobs = logprobsOf([piece]);
      return piece.text === "" && logprobs === null ? "" : chunk([choice({ delta: { content: piece.text }, logprobs })]);
    },
    closing({ finishReason, usage }) {
      const last = chunk([choice({ finish_reason: finishReason })]);
      return last + (includeUsage ? chunk([], usageOf([usage])) : "") + dataEvent("[DONE]");
    },
    failure: (error) => dataEvent(JSON.stringify(errorBody(error, context))),
  };
}

function wholeChat({ text, pieces, finishReason, usage }: Generation, about: ReturnType<typeof answerFactsOf>): ChatAnswer {
  const message = { role: "assistant", content: text, refusal: null } as const;
  return {
    ...about,
    object: "chat.completion",
    choices: [{ index: 0, message, logprobs: logprobsOf(pieces), finish_reason: finishReason }],
    usage: usageOf([usage]),
  };
}

function logprobsOf(pieces: readonly TokenPiece[]): Choice["logprobs"] {
  const told = pieces.flatMap(({ logprob, bytes = [], top = [] }) =>
    logprob === undefined ? [] : [{ ...likely({ logprob, bytes }), top_logprobs: top.map(likely) }],
  );
  return told.length === 0 ? null : { content: told, refusal: null };
}

function likely({ logprob, bytes }: Pick<TokenLogprob, "logprob" | "bytes">) {
  return { token: tokenText(bytes), logprob, bytes: [...bytes] };
}
