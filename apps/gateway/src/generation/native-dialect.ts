import { closingEvents, dataEvent, generateAnswerOf, tokenEventOf } from "@steadytext/core/answers";
import type { ErrorContext } from "../http/error-family.ts";
import { errorBody } from "../http/error-response.ts";
import type { AnswerFacts, Dialect } from "./dialect.ts";

/** How `/generate` tells a generation: the event of a token, or of the end, has its index as id. */
export function nativeDialect({ identity }: AnswerFacts, context: ErrorContext): Dialect {
  return {
    whole: (generation, cached) => generateAnswerOf(generation, identity.name, cached),
    opening: () => "",
    prompt: () => "",
    piece: (piece, index) => dataEvent(JSON.stringify(tokenEventOf(piece, index)), index),
    closing: (generation, cached) => closingEvents(generateAnswerOf(generation, identity.name, cached), generation.pieces.length),
    failure: (error, sent) => dataEvent(JSON.stringify(errorBody(error, context)), sent),
  };
}
