import { embedAnswer, embedRequest, type EmbedAnswer, type EmbedRequest } from "@steadytext/core";
import { answerEmbeddings, type AnsweredEmbeddings } from "../embedding/answer-embeddings.ts";
import { embeddingUsage } from "../embedding/embedding-usage.ts";
import { float32Vector } from "../embedding/float32-vector.ts";
import { cutVector, meanVector } from "../embedding/vector-math.ts";
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
    return answerEmbeddings(input, what, (embedded) => answerOf(input.body, embedded));
  },
});

function answerOf({ text, aggregate }: EmbedRequest, { identity, dimension, embeddings }: AnsweredEmbeddings): EmbedAnswer {
  const rest = { dimension, model: identity.name, usage: embeddingUsage(embeddings) };
  const vectors = embeddings.map(({ vector }) => float32Vector(vector));
  // A float32 written as the double it is: read back in either width it is the same number.
  const shown = (vector: Float32Array): number[] => Array.from(cutVector(vector, dimension));
  if (typeof text === "string" || aggregate === "mean") return { embedding: shown(meanVector(vectors)), ...rest };
  return { embeddings: vectors.map(shown), ...rest };
}
