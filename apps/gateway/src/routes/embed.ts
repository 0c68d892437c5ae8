import {
  embedAnswer,
  embedRequest,
  fail,
  ok,
  type EmbedAnswer,
  type Embedding,
  type EmbeddingIdentity,
  type EmbedRequest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { embedTexts, type EmbeddedTexts } from "../embedding/embed-texts.ts";
import { cutVector, meanVector } from "../embedding/vector-math.ts";
import { cachePolicy } from "../http/cache-control.ts";
import { withEmbeddingModel } from "../services/asked-model.ts";
import { modelHeader } from "../services/model-header.ts";
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
    const { mode, truncate } = body;
    const ask = { texts: [body.text].flat(), mode, truncate, policy: cachePolicy(request.headers) };
    return withEmbeddingModel(body.model, context, async (identity) => {
      const fits = checkDimensions(body, identity);
      if (!fits.ok) return fits;
      const embedded = await embedTexts(ask, identity, admission, context);
      return embedded.ok ? ok(respond(body, identity, embedded.value)) : embedded;
    });
  },
});

function checkDimensions(body: EmbedRequest, identity: EmbeddingIdentity): Result<null, ServiceError> {
  if (body.dimensions !== undefined && body.dimensions > identity.dimension) {
    return fail("invalid_request", `dimensions must be at most ${identity.dimension}, the model's own`, { param: "dimensions" });
  }
  return ok(null);
}

function respond(body: EmbedRequest, identity: EmbeddingIdentity, { embeddings, digests, status }: EmbeddedTexts): Response {
  const headers = new Headers({ "x-steadytext-cache": status, "x-steadytext-model": modelHeader(identity) });
  const [digest] = digests;
  if (typeof body.text === "string" && digest !== undefined) headers.set("x-steadytext-digest", digest);
  return Response.json(answerOf(body, identity, embeddings), { headers });
}

function answerOf(body: EmbedRequest, { name, dimension: whole }: EmbeddingIdentity, embeddings: readonly Embedding[]): EmbedAnswer {
  const dimension = body.dimensions ?? whole;
  const tokens = embeddings.reduce((sum, embedding) => sum + embedding.tokens, 0);
  const rest = { dimension, model: name, usage: { prompt_tokens: tokens, total_tokens: tokens } };
  const vectors = embeddings.map(({ vector }) => toFloats(vector));
  // A float32 written as the double it is: read back in either width it is the same number.
  const shown = (vector: Float32Array): number[] => Array.from(cutVector(vector, dimension));
  if (typeof body.text === "string" || body.aggregate === "mean") return { embedding: shown(meanVector(vectors)), ...rest };
  return { embeddings: vectors.map(shown), ...rest };
}

/** (dimension,) from little-endian bytes at any offset. */
function toFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
