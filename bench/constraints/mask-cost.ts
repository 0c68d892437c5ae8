// Prints what a constraint takes of a step: `node bench/constraints/mask-cost.ts`, over one document of each of the real schemas.
import { effectiveGenerate, generateRequest, type EffectiveGenerateRequest } from "@steadytext/core";
import { DocumentWalk } from "@steadytext/grammar";
import type { Runtime } from "@steadytext/llm";
import { loadModel } from "../accuracy/load-model.ts";
import { UNDISTURBED } from "../figures/undisturbed.ts";
import { realSchemas } from "./real-schemas.ts";

const MAX_TOKENS = 120;
/** Milliseconds of each call of a walk's method. */
function timed(method: "mask" | "take" | "takeForced"): number[] {
  const samples: number[] = [];
  const own = Reflect.get(DocumentWalk.prototype, method) as (this: DocumentWalk, ...args: unknown[]) => unknown;
  Reflect.set(DocumentWalk.prototype, method, function (this: DocumentWalk, ...args: unknown[]) {
    const startedAt = performance.now();
    const result = own.apply(this, args);
    samples.push(performance.now() - startedAt);
    return result;
  });
  return samples;
}

function requestFor(prompt: string, more: object): EffectiveGenerateRequest {
  const request = effectiveGenerate(generateRequest.parse({ prompt, max_tokens: MAX_TOKENS, temperature: 1, seed: 1, ...more }));
  if (!request.ok) throw new Error(request.error.message);
  return request.value;
}

/** Milliseconds from token to token. */
async function stepsOf(runtime: Runtime, request: EffectiveGenerateRequest): Promise<number[]> {
  const tokensAt: number[] = [];
  for await (const event of runtime.generate(request, UNDISTURBED)) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type === "token") tokensAt.push(performance.now());
  }
  return tokensAt.slice(1).map((at, i) => at - tokensAt[i]!);
}

const quantile = (samples: readonly number[], q: number) => samples.toSorted((a, b) => a - b)[Math.floor(q * (samples.length - 1))]!;

const runtime = await loadModel();
const walks = [timed("mask"), timed("take"), timed("takeForced")];
const free: number[] = [];
for (const { name, schema } of realSchemas()) {
  const prompt = `Write JSON of a ${name.replaceAll("-", " ")}.`;
  free.push(...(await stepsOf(runtime, requestFor(prompt, {}))));
  await stepsOf(runtime, requestFor(prompt, { schema }));
}
for (const q of [0.5, 0.9]) {
  const ms = walks.reduce((sum, samples) => sum + quantile(samples, q), 0);
  const share = (100 * ms) / quantile(free, 0.5);
  console.log(
    `quantile ${q}: ${ms.toFixed(3)} ms of a constraint, ${share.toFixed(1)} % of the median step of ${quantile(free, 0.5).toFixed(2)} ms`,
  );
}
