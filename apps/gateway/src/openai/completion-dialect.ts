import type { CompletionAnswer, Generation, TokenPiece } from "@steadytext/core";
import { dataEvent } from "@steadytext/core/answers";
import type { AnswerFacts, Dialect } from "../generation/dialect.ts";
import type { ErrorContext } from "../http/error-family.ts";
import { errorBody } from "../http/error-response.ts";
import { answerFactsOf, usageOf } from "./answer-facts.ts";
import { completionLogprobs } from "./completion-logprobs.ts";

type Choice = CompletionAnswer["choices"][number];

/** The answer to one prompt or several, a choice each, in their order. */
export function wholeCompletion(generations: readonly Generation[], facts: AnswerFacts): CompletionAnswer {
  const choices = generations.map(({ prompt = [], pieces, text, finishReason }, index) => ({
    index,
    text: textOf(prompt) + text,
    logprobs: completionLogprobs([...prompt, ...pieces], 0),
    finish_reason: finishReason,
  }));
  return { ...answerFactsOf(facts, "cmpl"), object: "text_completion", choices, usage: usageOf(generations.map(({ usage }) => usage)) };
}

/** How `/v1/completions` tells the generation of one prompt. One stream has one of these: it counts the text that went before. */
export function completionDialect(facts: AnswerFacts, context: ErrorContext, includeUsage: boolean): Dialect {
  const about = answerFactsOf(facts, "cmpl");
  let offset = 0;
  function chunk(choices: readonly Choice[], usage: CompletionAnswer["usage"] = null): string {
    const body: CompletionAnswer = { ...about, object: "text_completion", choices: [...choices], ...(includeUsage ? { usage } : {}) };
    return dataEvent(JSON.stringify(body));
  }
  function told(pieces: readonly TokenPiece[]): string {
    const text = textOf(pieces);
    const logprobs = completionLogprobs(pieces, offset);
    offset += text.length;
    return text === "" && logprobs === null ? "" : chunk([{ index: 0, text, logprobs, finish_reason: null }]);
  }
  return {
    whole: (generation) => wholeCompletion([generation], facts),
    opening() {
      offset = 0;
      return "";
    },
    prompt: told,
    piece: (piece) => told([piece]),
    closing({ finishReason, usage }) {
      const last = chunk([{ index: 0, text: "", logprobs: null, finish_reason: finishReason }]);
      return last + (includeUsage ? chunk([], usageOf([usage])) : "") + dataEvent("[DONE]");
    },
    failure: (error) => dataEvent(JSON.stringify(errorBody(error, context))),
  };
}

function textOf(pieces: readonly TokenPiece[]): string {
  return pieces.map(({ text }) => text).join("");
}
