import type { CacheOptions } from "./generate.ts";

/** `POST /embed`, but for its texts. */
export interface EmbedOptions {
  /** What the texts are for; the same for models without prefixes. */
  mode?: "query" | "passage" | undefined;
  /** Keep the first N numbers, then normalise again. */
  dimensions?: number | undefined;
  /** `mean`: one normalised vector for the whole list. */
  aggregate?: "none" | "mean" | undefined;
  /** true: cut texts that are longer than the model takes, instead of refusing them. */
  truncate?: boolean | undefined;
  model?: string | undefined;
  cache?: CacheOptions | undefined;
}

export interface EmbedUsage {
  prompt_tokens: number;
  total_tokens: number;
}

/** The answer for one text, or for the mean of several. */
export interface EmbedAnswer {
  /** L2-normalised float32. */
  embedding: number[];
  dimension: number;
  model: string;
  usage: EmbedUsage;
}

/** The answer for several texts, in their order. */
export interface EmbedListAnswer {
  embeddings: number[][];
  dimension: number;
  model: string;
  usage: EmbedUsage;
}

/** `POST /rerank`, but for its query and documents. */
export interface RerankOptions {
  /** How many of the best are told; all where it is left out. */
  top_n?: number | undefined;
  return_documents?: boolean | undefined;
  truncate?: boolean | undefined;
  model?: string | undefined;
  cache?: CacheOptions | undefined;
}

/** The answer to `POST /rerank`, best document first. */
export interface RerankAnswer {
  results: { index: number; relevance_score: number; document?: { text: string } | undefined }[];
  method: "embedding-cosine";
  model: string;
  usage: EmbedUsage;
}
