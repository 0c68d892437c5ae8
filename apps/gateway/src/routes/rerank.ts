import { ok, rerankAnswer, rerankRequest, type RerankAnswer, type RerankRequest } from "@steadytext/core";
import { embedInputs, type EmbedAsk, type EmbeddedInputs } from "../embedding/embed-inputs.ts";
import { embeddingHeaders } from "../embedding/embedding-headers.ts";
import { embeddingUsage } from "../embedding/embedding-usage.ts";
import { float32Vector } from "../embedding/float32-vector.ts";
import { rankDocuments } from "../embedding/rank-documents.ts";
import { cachePolicy } from "../http/cache-control.ts";
import { withEmbeddingModel } from "../services/asked-model.ts";
import { defineRoute } from "./route.ts";

/** A route that orders documents by how near they are to a query; it is the same for all families of clients. */
function rerankRouteAt(path: `/${string}`) {
  return defineRoute({
    method: "POST",
    path,
    summary: "Documents by the similarity of their embeddings to a query's",
    scopes: ["rerank"],
    request: rerankRequest,
    response: rerankAnswer,
    handle({ request, body, admission, context }) {
      const texts = body.documents.map((document) => (typeof document === "string" ? document : document.text));
      const ask = askOf(body, texts, request);
      return withEmbeddingModel(body.model, context, async (identity) => {
        const embedded = await embedInputs(ask, identity, admission, context);
        if (!embedded.ok) return embedded;
        const answer = answerOf(body, texts, identity.name, embedded.value);
        return ok(Response.json(answer, { headers: embeddingHeaders(identity, embedded.value) }));
      });
    },
  });
}

/** `POST /rerank` */
export const rerankRoute = rerankRouteAt("/rerank");
/** `POST /v1/rerank` */
export const v1RerankRoute = rerankRouteAt("/v1/rerank");

/** The query first, then the documents. */
function askOf({ query, truncate, cache }: RerankRequest, texts: readonly string[], { headers, signal }: Request): EmbedAsk {
  return {
    inputs: [{ text: query, mode: "query" }, ...texts.map((text) => ({ text, mode: "passage" }) as const)],
    field: (index) => (index === 0 ? "query" : `documents.${index - 1}`),
    truncate,
    policy: cachePolicy(headers, cache),
    signal,
    ttlSeconds: cache?.ttl,
  };
}

function answerOf(body: RerankRequest, texts: readonly string[], model: string, { embeddings }: EmbeddedInputs): RerankAnswer {
  const [query, ...documents] = embeddings.map(({ vector }) => float32Vector(vector));
  const ranked = rankDocuments(query ?? new Float32Array(0), documents).slice(0, body.top_n);
  return {
    results: ranked.map(({ index, score }) => ({
      index,
      relevance_score: score,
      ...(body.return_documents ? { document: { text: texts[index] ?? "" } } : {}),
    })),
    method: "embedding-cosine",
    model,
    usage: embeddingUsage(embeddings),
  };
}
