import { canonicalJson, ok, sha256Hex, type Result, type ServiceError } from "@steadytext/core";
import type { CacheStatus } from "../caching/result-cache.ts";
import type { GenerationAsk } from "../generation/generation-ask.ts";
import { generationRun, type RunSurroundings } from "../generation/generation-run.ts";
import { obtainGenerations, type Obtained } from "../generation/obtain-generations.ts";
import { modelHeader } from "../services/model-header.ts";
import { wholeCompletion } from "./completion-dialect.ts";

/** Answers several prompts at once, a choice each. Each is its own generation, found and stored by its own digest. */
export async function runPrompts(asks: readonly GenerationAsk[], surroundings: RunSurroundings): Promise<Result<Response, ServiceError>> {
  const runs = await Promise.all(asks.map((ask) => generationRun(ask, surroundings)));
  const obtained = await obtainGenerations(runs);
  if (!obtained.ok) return obtained;
  const { identity } = surroundings;
  const digest = await sha256Hex(canonicalJson(runs.map((run) => run.digest)));
  const headers = {
    "x-steadytext-cache": statusOf(obtained.value),
    "x-steadytext-model": modelHeader(identity),
    "x-steadytext-digest": digest,
  };
  const generations = obtained.value.map(({ generation }) => generation);
  return ok(Response.json(wholeCompletion(generations, { identity, digest }), { headers }));
}

/** A hit only where nothing was computed. */
function statusOf(obtained: readonly Obtained[]): CacheStatus {
  return obtained.find(({ status }) => status !== "HIT")?.status ?? "HIT";
}
