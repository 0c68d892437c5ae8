import {
  embeddingsAnswer,
  embeddingsRequest,
  ok,
  type EmbeddingInput,
  type EmbeddingsAnswer,
  type EmbeddingsRequest,
} from "@steadytext/core";
import { checkDimensions } from "../../embedding/check-dimensions.ts";
import { embedInputs, type EmbedAsk, type EmbeddedInputs } from "../../embedding/embed-inputs.ts";
import { embeddingHeaders } from "../../embedding/embedding-headers.ts";
import { embeddingUsage } from "../../embedding/embedding-usage.ts";
import { float32Base64, float32Vector } from "../../embedding/float32-vector.ts";
import { cutVector } from "../../embedding/vector-math.ts";
import { cachePolicy } from "../../http/cache-control.ts";
import { withEmbeddingModel } from "../../services/asked-model.ts";
import { defineRoute } from "../route.ts";

/** `POST /v1/embeddings`: vectors of texts or token ids, as OpenAI's clients ask for them. */
export const embeddingsRoute = defineRoute({
  method: "POST",
  path: "/v1/embeddings",
  summary: "Vectors of texts or token ids (OpenAI-compatible)",
  scopes: ["embed"],
  request: embeddingsRequest,
  response: embeddingsAnswer,
  handle({ request, body, admission, context }) {
    const ask = askOf(body, request);
    return withEmbeddingModel(body.model, context, async (identity) => {
      const dimension = checkDimensions(body.dimensions, identity);
      if (!dimension.ok) return dimension;
      const embedded = await embedInputs(ask, identity, admission, context);
      if (!embedded.ok) return embedded;
      const answer = answerOf(body, identity.name, dimension.value, embedded.value);
      return ok(Response.json(answer, { headers: embeddingHeaders(identity, embedded.value) }));
    });
  },
});

function askOf({ input, mode, truncate, cache }: EmbeddingsRequest, { headers, signal }: Request): EmbedAsk {
  const inputOf = (one: string | readonly number[]): EmbeddingInput => (typeof one === "string" ? { text: one, mode } : { tokens: one });
  const inputs = isOne(input) ? [inputOf(input)] : input.map(inputOf);
  return {
    inputs,
    field: (index) => (isOne(input) ? "input" : `input.${index}`),
    truncate,
    policy: cachePolicy(headers, cache),
    signal,
    ttlSeconds: cache?.ttl,
  };
}

/** Whether a request is for one vector: a text, or the token ids of one. */
function isOne(input: EmbeddingsRequest["input"]): input is string | number[] {
  return typeof input === "string" || typeof input[0] === "number";
}

function answerOf(
  { encoding_format }: EmbeddingsRequest,
  model: string,
  dimension: number,
  { embeddings }: EmbeddedInputs,
): EmbeddingsAnswer {
  const data = embeddings.map(({ vector }, index) => {
    const numbers = cutVector(float32Vector(vector), dimension);
    const embedding = encoding_format === "base64" ? float32Base64(numbers) : Array.from(numbers);
    return { object: "embedding", index, embedding } as const;
  });
  return { object: "list", data, model, usage: embeddingUsage(embeddings) };
}
