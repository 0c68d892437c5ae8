import { effectiveGenerate, generateRequest, generationDigest, type GenerationIdentity, type GenerationJob } from "@steadytext/core";
import type { BuiltWorker } from "../isolate/built-worker.ts";

/** How generations ended, and how many did. */
export type Ends = Map<string, number>;

/** What a caller asks, and after how many chunks of the answer it leaves; null stays. */
export interface Asked {
  readonly body: { readonly prompt: string; readonly max_tokens: number };
  readonly tenant: string;
  readonly leavesAfter: number | null;
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A caller as there are many: short and long prompts and answers, one in ten leaves early. */
export function randomRequest(random: () => number, words: readonly string[]): Asked {
  const from = Math.floor(random() * words.length * 0.5);
  const prompt = words.slice(from, from + 5 + Math.floor(random() ** 2 * 150)).join(" ");
  const max_tokens = 8 + Math.floor(random() ** 2 * 120);
  return {
    body: { prompt, max_tokens },
    tenant: `tenant:${Math.floor(random() * 4)}`,
    leavesAfter: random() < 0.1 ? 1 + Math.floor(random() * 10) : null,
  };
}

async function jobOf({ body, tenant }: Asked, identity: GenerationIdentity): Promise<GenerationJob> {
  const request = effectiveGenerate(generateRequest.parse({ ...body, raw: true }));
  if (!request.ok) throw new Error(request.error.message);
  const { name: model, modelDigest, engineDigest } = identity;
  const requestDigest = await generationDigest(identity, request.value);
  return { model, modelDigest, engineDigest, requestDigest, prefixScope: tenant, timeoutMs: 100_000, request: request.value };
}

/** Asks once: `done`, `left`, or what else the answer ends with. */
export async function call(engine: BuiltWorker, identity: GenerationIdentity, asked: Asked): Promise<string> {
  let [chunks, text] = [0, ""];
  for await (const chunk of await engine.openStream("stream", await jobOf(asked, identity))) {
    if (++chunks === asked.leavesAfter) return "left";
    text += Buffer.from(chunk).toString();
  }
  const last = text.trimEnd().split("\n").at(-1) ?? "";
  return last.startsWith('{"type":"done"') ? "done" : last.slice(0, 200);
}

/**
 * Asks again and again, with a pause after each answer, so that it waits for one `load` of the time: as many callers as the engine takes at
 * once use that part of whatever the machine can do at the moment.
 */
export async function callRepeatedly(ask: () => Promise<string>, load: number, until: number, ends: Ends): Promise<void> {
  while (performance.now() < until) {
    const askedAt = performance.now();
    const end = await ask().catch(String);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    const waited = performance.now() - askedAt;
    await new Promise((resolve) => setTimeout(resolve, waited * (1 / load - 1)));
  }
}
