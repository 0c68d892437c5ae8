import { embeddingsAnswer, embeddingsRequest, type EmbeddingInput, type EmbeddingsAnswer, type EmbeddingsRequest } from "@steadytext/core";
import { cutVector, embeddingUsage, float32Base64, float32Vector } from "@steadytext/core/answers";
import { answerEmbeddings, type AnsweredEmbeddings } from "../../embedding/answer-embeddings.ts";
import { defineRoute } from "../route.ts";

/** `POST /v1/embeddings`: vectors of texts or token ids, as OpenAI's clients ask for them. */
export const embeddingsRoute = defineRoute({
  method: "POST",
  path: "/v1/embeddings",
  summary: "Vectors of texts or token ids (OpenAI-compatible)",
  scopes: ["embed"],
  request: embeddingsRequest,
  response: embeddingsAnswer,
  handle(input) {
    return answerEmbeddings(input, inputsOf(input.body), (embedded) => answerOf(input.body, embedded));
  },
});

function inputsOf({ input, mode }: EmbeddingsRequest) {
  const inputOf = (one: string | readonly number[]): EmbeddingInput => (typeof one === "string" ? { text: one, mode } : { tokens: one });
  return {
    inputs: isOne(input) ? [inputOf(input)] : input.map(inputOf),
    field: (index: number) => (isOne(input) ? "input" : `input.${index}`),
  };
}

/** Whether a request is for one vector: a text, or the token ids of one. */
function isOne(input: EmbeddingsRequest["input"]): input is string | number[] {
  return typeof input === "string" || typeof input[0] === "number";
}

function answerOf({ encoding_format }: EmbeddingsRequest, { identity, dimension, embeddings }: AnsweredEmbeddings): EmbeddingsAnswer {
  const data = embeddings.map(({ vector }, index) => {
    const numbers = cutVector(float32Vector(vector), dimension);
    const embedding = encoding_format === "base64" ? float32Base64(numbers) : Array.from(numbers);
    return { object: "embedding", index, embedding } as const;
  });
  return { object: "list", data, model: identity.name, usage: embeddingUsage(embeddings) };
}
