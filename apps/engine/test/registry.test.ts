import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { encodePointer, modelFileKey, pointerCopyKey, sha256Hex, type ModelPointer } from "@steadytext/core";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { models } from "./models.ts";
import { engine, must, putWeights } from "./published-model.ts";

const { bytes } = tinyModel();
const sha256 = await sha256Hex(bytes);
const object = () => env.MODEL_REGISTRY.getByName("models");
const details = { kind: "generate", license: "none", contextLength: 128 } as const;

/** Publishes a version of stored bytes; a version's length of context makes its content its own. */
const publish = (name: string, version: string, contextLength = 128) =>
  must(models.publish({ name, version, sha256, details: { ...details, contextLength } }, null));
const sequenceOf = async (name: string) => (await must(models.list())).find((model) => model.name === name)?.sequence ?? 0;
const activate = async (name: string, version: string, more = {}) =>
  models.activate({ name, version, ifSequence: await sequenceOf(name), ...more });
const copyOf = async (name: string | null) => {
  const text = await env.POINTERS.get(pointerCopyKey({ kind: "generate", name }));
  return text === null ? null : (JSON.parse(text) as ModelPointer).manifest.version;
};
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

beforeAll(async () => {
  await putWeights(bytes, sha256);
  await publish("m", "a", 64);
  await publish("m", "b", 128);
  await publish("m", "c", 192);
  await publish("n", "a", 64);
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.restoreAllMocks());

describe("two activations at once", () => {
  it("let exactly one win, and tell the other the present sequence number", async () => {
    const both = await Promise.all(["a", "b"].map((version) => models.activate({ name: "m", version, ifSequence: 0 })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { code: "sequence_conflict", details: { sequence: 1 } } });
    const winner = both[0]?.ok ? "a" : "b";
    expect(await must(models.latest({ kind: "generate", name: "m" }))).toMatchObject({ manifest: { version: winner } });
  });
});

describe("what answers", () => {
  it("is copied to KV by name and as the default, and survives the object's eviction", async () => {
    await must(activate("m", "a"));
    expect([await copyOf("m"), await copyOf(null)]).toEqual(["a", "a"]);
    await must(activate("n", "a"));
    expect(await must(models.latest({ kind: "generate", name: null }))).toMatchObject({ manifest: { name: "m" } });
    await evictDurableObject(object());
    expect(await must(models.list())).toMatchObject([
      { name: "m", active: "a", isDefault: true },
      { name: "n", active: "a", isDefault: false },
    ]);
  });

  it("goes back by rollback and is told by history", async () => {
    await must(activate("m", "b"));
    const back = await must(models.rollback({ name: "m", ifSequence: await sequenceOf("m") }));
    expect(back.active).toBe("a");
    expect((await must(models.history("m"))).slice(0, 2)).toMatchObject([
      { action: "rollback", version: "a" },
      { action: "activate", version: "b" },
    ]);
  });

  it("is copied later, by alarm, when KV refuses; the change is made all the same", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const put = vi.spyOn(Object.getPrototypeOf(env.POINTERS) as KVNamespace, "put").mockRejectedValue(new Error("429"));
    await must(activate("m", "c"));
    expect(await copyOf("m")).toBe("a");
    expect(await runDurableObjectAlarm(object())).toBe(true);
    expect(await copyOf("m")).toBe("a");
    put.mockRestore();
    expect(await runDurableObjectAlarm(object())).toBe(true);
    expect([await copyOf("m"), await copyOf(null)]).toEqual(["c", "c"]);
  });

  it("is copied anew when a reader finds the copy missing or damaged", async () => {
    later(60);
    await env.POINTERS.put(pointerCopyKey({ kind: "generate", name: "m" }), "{");
    expect(await engine.describe("m")).toMatchObject({ ok: true, value: { version: "c" } });
    await vi.waitFor(async () => expect(await copyOf("m")).toBe("c"), { timeout: 5000 });
  });
});

describe("a copy that stays behind for 60 s after an activation", () => {
  it("misleads nobody who knows that its version is outdated, and nobody at all after it", async () => {
    later(60);
    await must(activate("m", "a", { makeDefault: true }));
    const stale = (await env.POINTERS.get(pointerCopyKey({ kind: "generate", name: "m" })))!;
    later(6);
    expect(await engine.describe("m")).toMatchObject({ value: { version: "a" } });
    const get = vi.spyOn(Object.getPrototypeOf(env.POINTERS) as KVNamespace, "get").mockResolvedValue(stale as never);
    // Other weights, so that the digest tells the versions apart.
    const other = bytes.slice();
    other[other.length - 200] = other[other.length - 200]! ^ 1;
    const otherSha = await sha256Hex(other);
    await putWeights(other, otherSha);
    await must(models.publish({ name: "m", version: "new", sha256: otherSha, details }, null));
    await must(activate("m", "new"));
    expect(await engine.describe("m")).toMatchObject({ value: { version: "a", modelDigest: sha256 } });
    later(6);
    expect(await engine.describe("m")).toMatchObject({ value: { version: "a", modelDigest: sha256 } });
    expect(await engine.describe("m", sha256)).toMatchObject({ value: { version: "new", modelDigest: otherSha } });
    for (let second = 0; second < 60; second += 6) {
      later(6);
      expect(await engine.describe("m")).toMatchObject({ value: { version: "new", modelDigest: otherSha } });
    }
    get.mockRestore();
    later(6);
    expect(await engine.describe("m")).toMatchObject({ value: { version: "new" } });
  });
});

describe("removal", () => {
  it("never takes the active version", async () => {
    expect(await models.remove({ name: "m", version: "new" })).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  });

  it("deletes a version's file two hours later, unless another version has it", async () => {
    const other = bytes.slice();
    other[other.length - 300] = other[other.length - 300]! ^ 1;
    const own = await sha256Hex(other);
    await putWeights(other, own);
    await must(models.publish({ name: "m", version: "own", sha256: own, details }, null));
    await must(models.remove({ name: "m", version: "own" }));
    await must(models.remove({ name: "m", version: "b" }));
    later(3700);
    await runDurableObjectAlarm(object());
    expect(await env.MODELS.head(modelFileKey(own))).not.toBeNull();
    later(3600);
    await runDurableObjectAlarm(object());
    expect(await env.MODELS.head(modelFileKey(own))).toBeNull();
    expect(await env.MODELS.head(modelFileKey(sha256))).not.toBeNull();
  });
});

describe("names", () => {
  it("of models are never storage keys: whatever is asked for, only registered files are read", async () => {
    const get = vi.spyOn(Object.getPrototypeOf(env.MODELS) as R2Bucket, "get");
    for (const name of ["../secret", "models/sha256/x", "__proto__", "constructor", "", "a".repeat(1000), "m\u0000"]) {
      expect(await engine.describe(name)).toMatchObject({ ok: false, error: { code: "model_not_found" } });
      expect(await models.history(name)).toMatchObject({ ok: false, error: { code: "model_not_found" } });
      expect(await models.remove({ name, version: name })).toMatchObject({ ok: false, error: { code: "model_not_found" } });
    }
    expect(get).not.toHaveBeenCalled();
  });

  it("of the copies cannot be mistaken for one another", () => {
    const pointer = { revision: 1, manifest: {} } as unknown as ModelPointer;
    expect(encodePointer(pointer)).toContain('"revision":1');
    const keys = [null, "generate", "default", "model:x"].flatMap((name) =>
      (["generate", "embed"] as const).map((kind) => pointerCopyKey({ kind, name })),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});
