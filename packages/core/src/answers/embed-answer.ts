import type { EmbedAnswer, EmbedRequest } from "../schemas/embed.ts";
import type { Embedding } from "../services/embedding.ts";
import { embeddingUsage } from "./embedding-usage.ts";
import { float32Vector } from "./float32-vector.ts";
import { cutVector, meanVector } from "./vector-math.ts";

/** Vectors, whose they are, and how many numbers of each are wanted. */
interface AnsweredVectors {
  readonly model: string;
  readonly dimension: number;
  readonly embeddings: readonly Embedding[];
}

/** The body of `POST /embed`. A float32 is written as the double it is: read back in either width it is the same number. */
export function embedAnswerOf(
  { text, aggregate }: Pick<EmbedRequest, "text" | "aggregate">,
  { model, dimension, embeddings }: AnsweredVectors,
): EmbedAnswer {
  const rest = { dimension, model, usage: embeddingUsage(embeddings) };
  const vectors = embeddings.map(({ vector }) => float32Vector(vector));
  const shown = (vector: Float32Array): number[] => Array.from(cutVector(vector, dimension));
  if (typeof text === "string" || aggregate === "mean") return { embedding: shown(meanVector(vectors)), ...rest };
  return { embeddings: vectors.map(shown), ...rest };
}
