import type { Generation } from "@steadytext/core";
import { decodeGeneration, encodeGeneration } from "@steadytext/core/answers";
import type { GenerationRun } from "./generation-run.ts";

/** A stored generation, or why there is none. */
export type Stored = Generation | "MISS" | "BYPASS";

/** What the cache has for a request. */
export async function lookUp({ ask, scope, digest, context }: GenerationRun): Promise<Stored> {
  if (!ask.policy.read) return "BYPASS";
  const value = await context.timing.measure("cache", () => context.cache.get(scope, digest, context.within));
  if (value === "bypass") return "BYPASS";
  return (value && decodeGeneration(value)) ?? "MISS";
}

/** Remembers a whole generation, after the answer. */
export function store({ ask, identity, digest, scope, context }: GenerationRun, generation: Generation): void {
  if (!ask.policy.store) return;
  const { modelDigest, engineDigest } = identity;
  const value = encodeGeneration(generation);
  context.waitUntil(
    context.cache.put({ scope, digest, operation: "generate", modelDigest, engineDigest, value, ttlSeconds: ask.ttlSeconds }),
  );
}
