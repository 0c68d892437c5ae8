import type { GenerateRequest, SteadyTextClient } from "@steadytext/edge/client";
import { percentile } from "./percentile.ts";

/** What to ask, how often, and how many at once. */
export interface Load {
  readonly requests: number;
  readonly concurrency: number;
  readonly maxTokens: number;
  readonly prompt: string;
}

/** Requests of one kind, in milliseconds from sending to the last byte. */
export interface Measurement {
  readonly requests: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly max_ms: number;
  readonly first_token_p50_ms: number;
  /** Of all requests together, by the time that they took together. */
  readonly tokens_per_second: number;
}

interface Timing {
  readonly totalMs: number;
  readonly firstMs: number;
  readonly tokens: number;
}

/** Streams answers that are computed anew, then the same from the cache. */
export async function measure(client: SteadyTextClient, load: Load, signal: AbortSignal, note: (text: string) => void) {
  const asked = { prompt: load.prompt, max_tokens: load.maxTokens };
  // Opens the connection, loads the model and fills the cache.
  await client.generate(asked, { signal });
  note(`${load.requests} requests computed anew, ${load.concurrency} at once`);
  const computed = await run(load, () => time(client, { ...asked, cache: { no_cache: true, no_store: true } }, signal));
  note(`${load.requests} requests from the cache`);
  const cached = await run(load, () => time(client, asked, signal));
  return { computed, cached };
}

async function run({ requests, concurrency }: Load, ask: () => Promise<Timing>): Promise<Measurement> {
  const timings: Timing[] = [];
  let left = requests;
  const started = performance.now();
  const worker = async () => {
    while (left-- > 0) timings.push(await ask());
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, worker));
  const seconds = (performance.now() - started) / 1000;
  const totals = timings.map(({ totalMs }) => totalMs);
  return {
    requests,
    p50_ms: percentile(totals, 50),
    p95_ms: percentile(totals, 95),
    max_ms: percentile(totals, 100),
    first_token_p50_ms: percentile(
      timings.map(({ firstMs }) => firstMs),
      50,
    ),
    tokens_per_second: timings.reduce((sum, { tokens }) => sum + tokens, 0) / seconds,
  };
}

async function time(client: SteadyTextClient, asked: GenerateRequest, signal: AbortSignal): Promise<Timing> {
  const started = performance.now();
  const events = client.stream(asked, { signal });
  let firstMs = 0;
  for await (const _ of events) firstMs ||= performance.now() - started;
  const { usage } = await events.final();
  return { totalMs: performance.now() - started, firstMs, tokens: usage.completion_tokens };
}
