import { effectiveGenerate, generateRequest, type EffectiveGenerateRequest, type Generation } from "@steadytext/core";
import { msPerTokenTogether } from "../../figures/together.ts";
import { UNDISTURBED } from "../../figures/undisturbed.ts";
import type { GenerationTimes, GenerationWork, TogetherTimes, TogetherWork } from "./measurement.ts";
import { model } from "./model.ts";

/** Scopes that were made up so far. */
let scopes = 0;

/** A generation with the instants of its tokens. */
interface TimedGeneration {
  readonly prefixTokens: number;
  readonly generation: Generation;
  readonly startedAt: number;
  readonly tokensAt: readonly number[];
}

export async function timeGeneration(work: GenerationWork): Promise<GenerationTimes> {
  const { generation, prefixTokens, startedAt, tokensAt } = await run(work);
  const [firstAt, lastAt] = [tokensAt[0]!, tokensAt.at(-1)!];
  return {
    text: generation.text,
    promptTokens: generation.usage.promptTokens,
    prefixTokens,
    tokens: tokensAt.length,
    wholeMs: lastAt - startedAt,
    firstTokenMs: firstAt - startedAt,
    decodeMsPerToken: tokensAt.length === 1 ? 0 : (lastAt - firstAt) / (tokensAt.length - 1),
  };
}

export async function timeTogether({ streams }: TogetherWork): Promise<TogetherTimes> {
  const runs = await Promise.all(streams.map(run));
  return { msPerToken: msPerTokenTogether(runs.map(({ tokensAt }) => tokensAt)) };
}

async function run(work: GenerationWork): Promise<TimedGeneration> {
  const { steps, prefixScope = `scope ${scopes++}`, speculates = false } = work;
  const request = requestFor(work);
  const tokensAt: number[] = [];
  let prefixTokens = 0;
  const startedAt = performance.now();
  for await (const event of model(speculates).generate(request, UNDISTURBED, prefixScope)) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type === "started") prefixTokens = event.prefixTokens;
    if (event.type === "token") tokensAt.push(performance.now());
    if (event.type !== "done") continue;
    if (work.schema === undefined && tokensAt.length - 1 < steps / 2)
      throw new Error(`The generation ended after ${tokensAt.length} of ${steps + 1} tokens`);
    return { generation: event.generation, prefixTokens, startedAt, tokensAt };
  }
  throw new Error("The generation ended without a result");
}

function requestFor({ prompt, isChat = false, steps, temperature = 0, schema }: GenerationWork): EffectiveGenerateRequest {
  const request = effectiveGenerate(generateRequest.parse({ prompt, raw: !isChat, max_tokens: steps + 1, temperature, schema }));
  if (!request.ok) throw new Error(request.error.message);
  return request.value;
}
