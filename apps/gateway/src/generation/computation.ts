import type { GenerationEvent } from "@steadytext/core";

type Started = Extract<GenerationEvent, { type: "started" }>;

/** What is told of how a generation came about: it depends on what ran when, so only headers say it. */
export type Computation = Pick<Started, "prefixTokens" | "coalesced" | "engine">;

export function computationOf({ prefixTokens, coalesced, engine }: Started): Computation {
  return { prefixTokens, coalesced, engine };
}
