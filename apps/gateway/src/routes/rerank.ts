import { rerankAnswer, rerankRequest, type RerankAnswer, type RerankRequest } from "@steadytext/core";
import { embeddingUsage, float32Vector } from "@steadytext/core/answers";
import { answerEmbeddings, type AnsweredEmbeddings } from "../embedding/answer-embeddings.ts";
import type { EmbedAsk } from "../embedding/embed-inputs.ts";
import { rankDocuments } from "../embedding/rank-documents.ts";
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
    handle(input) {
      const texts = input.body.documents.map((document) => (typeof document === "string" ? document : document.text));
      return answerEmbeddings(input, inputsOf(input.body.query, texts), (embedded) => answerOf(input.body, texts, embedded));
    },
  });
}

/** `POST /rerank` */
export const rerankRoute = rerankRouteAt("/rerank");
/** `POST /v1/rerank` */
export const v1RerankRoute = rerankRouteAt("/v1/rerank");

/** The query first, then the documents. */
function inputsOf(query: string, texts: readonly string[]): Pick<EmbedAsk, "inputs" | "field"> {
  return {
    inputs: [{ text: query, mode: "query" }, ...texts.map((text) => ({ text, mode: "passage" }) as const)],
    field: (index) => (index === 0 ? "query" : `documents.${index - 1}`),
  };
}

function answerOf(body: RerankRequest, texts: readonly string[], { identity, embeddings }: AnsweredEmbeddings): RerankAnswer {
  const [query, ...documents] = embeddings.map(({ vector }) => float32Vector(vector));
  const ranked = rankDocuments(query ?? new Float32Array(0), documents).slice(0, body.top_n);
  return {
    results: ranked.map(({ index, score }) => ({
      index,
      relevance_score: score,
      ...(body.return_documents ? { document: { text: texts[index] ?? "" } } : {}),
    })),
    method: "embedding-cosine",
    model: identity.name,
    usage: embeddingUsage(embeddings),
  };
}
