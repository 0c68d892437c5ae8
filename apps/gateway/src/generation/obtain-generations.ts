import { fail, ok, type EffectiveGenerateRequest, type Generation, type Result, type ServiceError } from "@steadytext/core";
import type { CacheStatus } from "../caching/result-cache.ts";
import { mostGenerationTokens } from "../limits/most-tokens.ts";
import type { Computation } from "./computation.ts";
import type { GenerationRun } from "./generation-run.ts";
import { openSteps } from "./open-steps.ts";
import { readWhole } from "./read-whole.ts";
import { lookUp, store, type Stored } from "./stored-generation.ts";
import { UsageSum } from "./usage-sum.ts";

/** A whole generation, and where it came from. */
export interface Obtained {
  readonly generation: Generation;
  readonly status: CacheStatus;
  /** null for a stored answer. */
  readonly computation: Computation | null;
}

/**
 * What the cache has for the runs of one request, which is admitted by it: stored answers cost no tokens, and nothing is told of them before
 * that. The runs share their admission.
 */
export async function findStored(runs: readonly GenerationRun[]): Promise<Result<readonly Stored[], ServiceError>> {
  const [run] = runs;
  if (run === undefined) return ok([]);
  const stored = await Promise.all(runs.map(lookUp));
  const missing = runs.filter((_, i) => typeof stored[i] === "string");
  const tokens = missing.reduce((sum, { ask, identity }) => sum + mostTokens(ask.request, identity.contextLength), 0);
  const work = missing.length === 0 ? { cached: true } : { tokens };
  const admitted = await run.admission.admit({ model: run.identity.name, ...work });
  if (!admitted.ok) return admitted;
  if (missing.length > 0 && run.ask.policy.onlyIfCached)
    return fail("not_cached", "There is no stored answer to this request: send it without only-if-cached");
  return ok(stored);
}

/** The whole generations of one request, from the cache or the engine, all or none. */
export async function obtainGenerations(runs: readonly GenerationRun[]): Promise<Result<readonly Obtained[], ServiceError>> {
  const stored = await findStored(runs);
  if (!stored.ok) return stored;
  const sum = new UsageSum();
  const outcomes = await Promise.all(runs.map((run, i) => obtain(run, stored.value[i] ?? "MISS", sum)));
  // Another try follows a changed model, and the request's tokens stay reserved for it.
  const changed = outcomes.find((outcome) => !outcome.ok && outcome.error.code === "model_changed");
  if (changed?.ok === false) return changed;
  await runs[0]?.admission.settle(sum.used);
  const obtained: Obtained[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return outcome;
    obtained.push(outcome.value);
  }
  return ok(obtained);
}

async function obtain(run: GenerationRun, stored: Stored, sum: UsageSum): Promise<Result<Obtained, ServiceError>> {
  if (typeof stored === "object") return ok({ generation: stored, status: "HIT", computation: null });
  const generated = await run.context.timing.measure("engine", async () => {
    const steps = await openSteps(run, sum);
    return steps.ok ? readWhole(steps.value) : steps;
  });
  if (!generated.ok) return generated;
  const { generation, computation } = generated.value;
  store(run, generation);
  return ok({ generation, computation, status: stored });
}

function mostTokens({ prompt, maxTokens }: EffectiveGenerateRequest, contextLength: number): number {
  return mostGenerationTokens(prompt, maxTokens, contextLength);
}
