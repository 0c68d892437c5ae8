import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import { activate, job, manifest, openStream, putWeights, readAll, run, weightsBytes } from "./published-model.ts";

beforeAll(async () => {
  await putWeights(await weightsBytes());
  await activate(manifest);
  await run(await job({ maxTokens: 1 }));
});

it("a replica that is evicted between requests, a hundred times, gives the same bytes each time, and no error", async () => {
  const asked = await job({ prompt: { text: "The sea is" }, maxTokens: 4, temperature: 1, seed: 5 });
  const timed = async () => {
    const startedAt = performance.now();
    const events = await readAll(await openStream(asked));
    return { events: JSON.stringify(events.slice(1)), ms: performance.now() - startedAt };
  };
  const kept = [];
  for (let i = 0; i < 10; i++) kept.push(await timed());
  const evicted = [];
  for (let i = 0; i < 100; i++) {
    await evictDurableObject(env.REPLICA.getByName("auto-0"));
    evicted.push(await timed());
  }
  const [first] = kept;
  expect(JSON.parse(first!.events).at(-1)).toMatchObject({ type: "done" });
  expect(new Set([...kept, ...evicted].map(({ events }) => events)).size).toBe(1);
  const median = (runs: readonly { ms: number }[]) => runs.map(({ ms }) => ms).toSorted((a, b) => a - b)[runs.length >> 1]!;
  console.log(`time to an answer after an eviction ÷ without: ${(median(evicted) / median(kept)).toFixed(2)}`);
});
