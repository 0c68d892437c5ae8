import { embedAnswer, embedRequest, ok, type EmbedAnswer, type EmbeddingIdentity, type EmbedRequest } from "@steadytext/core";
import { checkDimensions } from "../embedding/check-dimensions.ts";
import { embedInputs, type EmbedAsk, type EmbeddedInputs } from "../embedding/embed-inputs.ts";
import { embeddingHeaders } from "../embedding/embedding-headers.ts";
import { embeddingUsage } from "../embedding/embedding-usage.ts";
import { float32Vector } from "../embedding/float32-vector.ts";
import { cutVector, meanVector } from "../embedding/vector-math.ts";
import { cachePolicy } from "../http/cache-control.ts";
import { withEmbeddingModel } from "../services/asked-model.ts";
import { defineRoute } from "./route.ts";

/** `POST /embed`: vectors of one text or several. */
export const embedRoute = defineRoute({
  method: "POST",
  path: "/embed",
  summary: "L2-normalised vectors of one text or a list of texts",
  scopes: ["embed"],
  request: embedRequest,
  response: embedAnswer,
  handle({ request, body, admission, context }) {
    const ask = askOf(body, request);
    return withEmbeddingModel(body.model, context, async (identity) => {
      const dimension = checkDimensions(body.dimensions, identity);
      if (!dimension.ok) return dimension;
      const embedded = await embedInputs(ask, identity, admission, context);
      if (!embedded.ok) return embedded;
      const answer = answerOf(body, identity, dimension.value, embedded.value);
      return ok(Response.json(answer, { headers: embeddingHeaders(identity, embedded.value) }));
    });
  },
});

function askOf({ text, mode, truncate, cache }: EmbedRequest, { headers, signal }: Request): EmbedAsk {
  return {
    inputs: [text].flat().map((one) => ({ text: one, mode })),
    field: (index) => (typeof text === "string" ? "text" : `text.${index}`),
    truncate,
    policy: cachePolicy(headers, cache),
    signal,
    ttlSeconds: cache?.ttl,
  };
}

function answerOf(
  { text, aggregate }: EmbedRequest,
  { name }: EmbeddingIdentity,
  dimension: number,
  { embeddings }: EmbeddedInputs,
): EmbedAnswer {
  const rest = { dimension, model: name, usage: embeddingUsage(embeddings) };
  const vectors = embeddings.map(({ vector }) => float32Vector(vector));
  // A float32 written as the double it is: read back in either width it is the same number.
  const shown = (vector: Float32Array): number[] => Array.from(cutVector(vector, dimension));
  if (typeof text === "string" || aggregate === "mean") return { embedding: shown(meanVector(vectors)), ...rest };
  return { embeddings: vectors.map(shown), ...rest };
}
