import { expect, it } from "vitest";
import { generationOf, PATIENT, requestOf } from "../test-support/collect.ts";
import { tinyRuntime } from "../test-support/tiny-runtime.ts";
import type { Runtime } from "./runtime.ts";

const request = requestOf({ prompt: "hello world", max_tokens: 24, raw: true });
const textOf = async (runtime: Runtime) => (await generationOf(runtime.generate(request, PATIENT))).text;

it("a model in the memory of the one before gives the same bytes as in memory of its own, smaller or larger than it was", async () => {
  const short = await textOf(await tinyRuntime({ contextLength: 128 }));
  const first = await tinyRuntime({ contextLength: 64 });
  const firstBytes = first.info.wasmBytes;
  const second = await tinyRuntime({ contextLength: 256, spareMemory: first.close() });
  expect(second.info.wasmBytes).toBeGreaterThan(firstBytes);
  const secondBytes = second.info.wasmBytes;
  await textOf(second);
  const third = await tinyRuntime({ contextLength: 128, spareMemory: second.close() });
  expect(third.info.wasmBytes).toBe(secondBytes);
  expect(await textOf(third)).toBe(short);
});

it("a runtime that is closed is busy no more, and what still runs on it fails instead of reading the next model", async () => {
  const first = await tinyRuntime();
  const events = first.generate(request, PATIENT);
  expect((await events.next()).value).toMatchObject({ type: "started" });
  expect(first.isBusy).toBe(true);
  const second = await tinyRuntime({ spareMemory: first.close() });
  expect(first.isBusy).toBe(false);
  expect((await events.next()).value).toMatchObject({ type: "error" });
  await expect(textOf(first)).rejects.toThrow(/did not end/);
  expect(await textOf(second)).toBe(await textOf(await tinyRuntime()));
});

it("a runtime is busy until the last reader leaves or its time is over", async () => {
  const runtime = await tinyRuntime();
  let now = 0;
  const host = { ...PATIENT, now: () => now, deadlineMs: 100 };
  const left = runtime.generate(request, host);
  await left.next();
  await left.return();
  expect(runtime.isBusy).toBe(false);
  const vanished = runtime.generate(request, host);
  await vanished.next();
  expect(runtime.isBusy).toBe(true);
  now = 101;
  expect(runtime.isBusy).toBe(false);
});
