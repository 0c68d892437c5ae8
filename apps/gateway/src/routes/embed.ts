import { embedAnswer, embedRequest } from "@steadytext/core";
import { embedAnswerOf } from "@steadytext/core/answers";
import { answerEmbeddings } from "../embedding/answer-embeddings.ts";
import { defineRoute } from "./route.ts";

/** `POST /embed`: vectors of one text or several. */
export const embedRoute = defineRoute({
  method: "POST",
  path: "/embed",
  summary: "L2-normalised vectors of one text or a list of texts",
  scopes: ["embed"],
  request: embedRequest,
  response: embedAnswer,
  handle(input) {
    const { text, mode } = input.body;
    const what = {
      inputs: [text].flat().map((one) => ({ text: one, mode })),
      field: (index: number) => (typeof text === "string" ? "text" : `text.${index}`),
    };
    return answerEmbeddings(input, what, ({ identity, ...vectors }) => embedAnswerOf(input.body, { ...vectors, model: identity.name }));
  },
});
