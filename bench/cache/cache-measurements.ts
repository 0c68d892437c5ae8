import type { Measurement, Measurements, ValueName } from "../figures/rounds.ts";
import { Client, saturate, type Answer, type Ask } from "../gateway/load.ts";
import { separability } from "./separability.ts";
import type { CacheUnderLoad } from "./start-cache.ts";

const CONNECTIONS = 32;
const LOAD_MS = 1000;
/** More than the cache's memory holds, so that reading them in turn always finds them gone from it. */
const ENTRIES = 800;
/** More reads than an entry needs for a copy in KV. */
const PROMOTING_READS = 12;
/** Look-ups of each kind in a round: equal times look some 0.02 apart by chance, and the median over the rounds less. */
const PROBES = 250;
const PROBE_CONNECTIONS = 4;

/** What a hit costs beside a Worker that says hello, and whether a tenant can tell another's prompts by the time they take. */
export async function cacheMeasurements({ url }: CacheUnderLoad): Promise<Measurements> {
  const client = new Client(url, CONNECTIONS);
  const [copied, recorded] = [digests("c"), digests("d")];
  for (const some of [copied, recorded]) await client.send(put("tenant:owner", some));
  for (let reads = 0; reads < PROMOTING_READS; reads++) await client.send({ ...put("tenant:owner", copied), method: "POST" });
  const rate = (name: ValueName, ask: () => Ask): Measurement => {
    return async () => ({ [name]: await msPerRequest(client, ask) });
  };
  return {
    cache: [
      rate("hello beside the cache", () => ({ method: "GET", path: "/", headers: {} })),
      rate("cache hit from memory", () => get("tenant:owner", copied[0]!)),
      rate("cache hit from KV", inTurn(copied)),
      rate("cache hit from D1", inTurn(recorded)),
      async () => ({ "cache timing bias": await timingBias(client, recorded) }),
    ],
  };
}

function digests(first: string): readonly string[] {
  return Array.from({ length: ENTRIES }, (_, at) => first + at.toString(16).padStart(63, "0"));
}

function put(scope: string, some: readonly string[]): Ask {
  return { method: "PUT", path: `/${scope}`, headers: {}, body: JSON.stringify(some) };
}

function get(scope: string, digest: string): Ask {
  return { method: "GET", path: `/${scope}/${digest}`, headers: {} };
}

function inTurn(some: readonly string[]): () => Ask {
  let at = 0;
  return () => get("tenant:owner", some[at++ % some.length]!);
}

async function msPerRequest(client: Client, ask: () => Ask): Promise<number> {
  const started = performance.now();
  const answers = await saturate(client, CONNECTIONS, LOAD_MS, ask);
  const ms = performance.now() - started;
  const other = answers.find(({ status }) => status !== 200);
  if (other !== undefined) throw new Error(`The cache answered ${ask().path} with ${other.status}`);
  return ms / answers.length;
}

/** How far the times of another tenant's prompts are from those of prompts that nobody had, asked by turns in a random order. */
async function timingBias(client: Client, known: readonly string[]): Promise<number> {
  const asks = Array.from({ length: 2 * PROBES }, (_, at) => {
    const isKnown = at % 2 === 0;
    const digest = known[Math.floor(Math.random() * known.length)]!;
    return {
      isKnown,
      order: Math.random(),
      ask: get("tenant:other", isKnown ? digest : `f${crypto.randomUUID().replaceAll("-", "").repeat(2).slice(1)}`),
    };
  }).toSorted((a, b) => a.order - b.order);
  const times = { known: [] as number[], unknown: [] as number[] };
  const connection = async (): Promise<void> => {
    for (let next = asks.pop(); next !== undefined; next = asks.pop()) {
      const answer: Answer = await client.send(next.ask);
      if (answer.status !== 404) throw new Error(`The cache gave a tenant another's entry: ${answer.status}`);
      times[next.isKnown ? "known" : "unknown"].push(answer.ms);
    }
  };
  await Promise.all(Array.from({ length: PROBE_CONNECTIONS }, connection));
  return separability(times.known, times.unknown);
}
