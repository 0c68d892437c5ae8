import { env } from "cloudflare:workers";
import { modelFileKey, sha256Hex } from "@steadytext/core";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { registryObject } from "../src/registry/registry-object.ts";
import { models } from "./models.ts";
import { activate, engine, job, manifest, must, putWeights, run } from "./published-model.ts";

/** A small model loads in no time; what becomes of a damaged file is the same. */
const { bytes: weights } = tinyModel();
const sha256 = await sha256Hex(weights);
const key = modelFileKey(sha256);

/** Past what an isolate holds, and past the pauses after failures. */
function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  later(61);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A version of the whole weights becomes active; a length of context of its own makes it another thing to load. */
async function activateSound(contextLength: number): Promise<void> {
  await putWeights(weights, sha256);
  later(6);
  await activate({ contextLength }, sha256);
}

async function outcome(): Promise<string> {
  const result = await run(await job({ maxTokens: 2 }));
  return result.ok ? "generated" : result.error.code;
}

/** Does `before` ahead of every read of the bucket. */
function beforeReads(before: () => Promise<void>): void {
  const prototype = Object.getPrototypeOf(env.MODELS) as R2Bucket;
  const real = prototype.get;
  vi.spyOn(prototype, "get").mockImplementation(async function (this: R2Bucket, ...args: Parameters<R2Bucket["get"]>) {
    await before();
    return real.apply(this, args);
  } as never);
}

/** The bucket, which throws on every read until it is healed. */
function failingStorage() {
  const storage = { tries: 0, isAway: true, heal: () => void (storage.isAway = false) };
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  beforeReads(async () => {
    storage.tries += 1;
    if (storage.isAway) throw new Error("R2 is away");
  });
  return storage;
}

/** The bucket, whose reads wait until it is told to answer. */
function slowStorage() {
  const storage = { tries: 0, isSilent: true, answer: () => void (storage.isSilent = false) };
  beforeReads(async () => {
    storage.tries += 1;
    while (storage.isSilent) await scheduler.wait(5);
  });
  return storage;
}

const lastByteFlipped = () => weights.map((byte, i) => (i === weights.length - 1 ? byte ^ 1 : byte));

describe("the engine", () => {
  it("says unavailable while nothing is published", async () => {
    expect(await engine.describe(null)).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(await engine.status(null)).toMatchObject({ ok: true, value: { state: "failed" } });
  });

  it.each([
    ["is cut", 64, "wrong_size", () => weights.subarray(0, 50_000)],
    ["has one byte changed in its last tensor", 128, "digest_mismatch", lastByteFlipped],
    ["is missing", 192, "missing_file", () => null],
  ])(
    "refuses weights that were sound when they were published, when the file %s; says so by name, and heals",
    async (_, contextLength, fault, make) => {
      await activateSound(contextLength);
      const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
      const bytes = make();
      await (bytes === null ? env.MODELS.delete(key) : env.MODELS.put(key, bytes));
      const result = await run(await job({}));
      expect(result).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: expect.any(Number) } });
      expect(JSON.stringify(result)).not.toMatch(/sha256|bytes|tensor/i);
      expect(log.mock.calls.flat().some((line) => String(line).includes(fault) && String(line).includes(sha256))).toBe(true);
      expect(await engine.status(null)).toMatchObject({ ok: true, value: { state: "failed", fault } });
      await putWeights(weights, sha256);
      expect(await outcome()).toBe("unavailable");
      later(1);
      expect(await outcome()).toBe("generated");
      expect(await engine.status(null)).toMatchObject({ value: { state: "ready", loadMs: expect.any(Number), cause: "request" } });
      const load = await engine.load();
      expect(load).toMatchObject({ ok: true, value: { running: 0, waiting: 0, freePages: expect.any(Number) } });
      expect(load.ok && load.value.pages).toBeGreaterThan(0);
    },
  );

  it("does not load a version whose context is longer than its configuration allows, and says so by name", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const long = { ...manifest, version: "long", file: { sha256, size: weights.length }, contextLength: 1025 };
    const registry = registryObject(env.MODEL_REGISTRY);
    // As it was published under a higher limit.
    await must(registry.register(long));
    const [known] = await must(models.list());
    await must(models.activate({ name: long.name, version: long.version, ifSequence: known?.sequence ?? 0 }));
    later(61);
    expect(await outcome()).toBe("unavailable");
    expect(await engine.status(null)).toMatchObject({ value: { state: "failed", fault: "context_too_long" } });
    expect(log.mock.calls.flat().join()).toMatch(/a context of 1025 tokens, MAX_CONTEXT allows 1024/);
    await activateSound(224);
    expect(await outcome()).toBe("generated");
  });

  it("answers all who ask while it loads, with one load", async () => {
    await activateSound(256);
    const get = vi.spyOn(Object.getPrototypeOf(env.MODELS) as R2Bucket, "get");
    const asked = await job({ maxTokens: 2 });
    const results = await Promise.all(Array.from({ length: 8 }, () => run(asked)));
    expect(results.every((result) => result.ok)).toBe(true);
    expect(get.mock.calls.filter(([name]) => name === key)).toHaveLength(1);
  });

  it("tells a caller at its deadline that the model is being loaded, while the load goes on for those who have longer", async () => {
    await activateSound(176);
    const storage = slowStorage();
    const asked = await job({ maxTokens: 2 });
    const [impatient, patient] = [run({ ...asked, timeoutMs: 50 }), run(asked)];
    const first = await Promise.race([impatient, patient]);
    expect(first).toMatchObject({ ok: false, error: { code: "model_loading", retryAfterSeconds: expect.any(Number) } });
    expect(await impatient).toBe(first);
    storage.answer();
    expect(await patient).toMatchObject({ ok: true });
    expect(storage.tries).toBe(1);
  });

  it("whose storage throws three times answers 503 with Retry-After meanwhile, and 200 within a second of its healing", async () => {
    await activateSound(208);
    const storage = failingStorage();
    for (let failures = 1; failures <= 3; failures++) {
      if (failures > 1) later(1);
      expect(await run(await job({}))).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: 1 } });
      expect(storage.tries).toBe(failures);
    }
    storage.heal();
    expect(await outcome()).toBe("unavailable");
    later(1);
    expect(await outcome()).toBe("generated");
    expect(storage.tries).toBe(4);
  });

  it("that cannot reach its storage for a while answers 503 with Retry-After, tries at most five times a minute, and heals", async () => {
    await activateSound(240);
    const storage = failingStorage();
    const answers: string[] = [];
    for (let second = 0; second < 60; second++) {
      answers.push(await outcome());
      later(1);
    }
    expect(new Set(answers)).toEqual(new Set(["unavailable"]));
    expect(storage.tries).toBeGreaterThan(2);
    expect(storage.tries).toBeLessThanOrEqual(5);
    storage.heal();
    later(30);
    expect(await outcome()).toBe("generated");
  });
});
