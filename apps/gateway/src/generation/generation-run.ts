import { generationDigest, type CacheScope, type GenerationIdentity } from "@steadytext/core";
import type { Admission } from "../auth/admission.ts";
import type { RequestContext } from "../context.ts";
import type { GenerationAsk } from "./generation-ask.ts";

/** One request to one model: everything that the steps of carrying it out need. */
export interface GenerationRun {
  readonly ask: GenerationAsk;
  readonly identity: GenerationIdentity;
  readonly digest: string;
  readonly scope: CacheScope;
  readonly admission: Admission;
  readonly context: RequestContext;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** What a request is carried out with, besides what it asks. */
export type RunSurroundings = Pick<GenerationRun, "identity" | "admission" | "context" | "signal">;

export async function generationRun(ask: GenerationAsk, surroundings: RunSurroundings): Promise<GenerationRun> {
  const digest = await generationDigest(surroundings.identity, ask.request);
  return { ask, digest, scope: surroundings.admission.cacheScope, ...surroundings };
}
