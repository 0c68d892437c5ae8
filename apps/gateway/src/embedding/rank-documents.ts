import { cosine } from "@steadytext/core/answers";

/** A document's place in the request and its similarity to the query. */
export interface RankedDocument {
  readonly index: number;
  readonly score: number;
}

/** The documents by cosine similarity to the query, best first; ties by lower index. */
export function rankDocuments(query: Float32Array, documents: readonly Float32Array[]): readonly RankedDocument[] {
  return documents
    .map((document, index) => ({ index, score: cosine(query, document) }))
    .toSorted((a, b) => b.score - a.score || a.index - b.index);
}
