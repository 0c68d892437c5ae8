import { expect, test } from "vitest";
import { fail, type ServiceError } from "../errors.ts";
import { ok, type Result } from "../result.ts";
import { generationManifest, type GenerationManifest } from "../schemas/manifest.ts";
import type { ModelPointer } from "../services/models.ts";
import { ActiveModels, POINTER_HOLD_MS, type PointerSources } from "./active-models.ts";
import { encodePointer, pointerCopyKey } from "./pointer-copy.ts";

const digestOf = (version: string) => version.repeat(64).slice(0, 64);

function pointer(version: string, revision: number, name = "m"): ModelPointer<GenerationManifest> {
  const manifest: GenerationManifest = {
    kind: "generate",
    name,
    version,
    license: "none",
    file: { sha256: digestOf(version), size: 1 },
    created: 0,
    contextLength: 1024,
  };
  return { revision, manifest };
}

function setUp() {
  const state = {
    now: 0,
    copies: new Map<string, string>(),
    kvFails: false,
    truth: ok(pointer("a", 1)) as Result<ModelPointer, ServiceError>,
  };
  const reasons: string[] = [];
  const asked: { name: string | null; copyIsUnusable: boolean | undefined }[] = [];
  const models = new ActiveModels<GenerationManifest>({
    kind: "generate",
    schema: generationManifest,
    onFailure: (reason) => reasons.push(reason),
    now: () => state.now,
  });
  const sources = {
    copies: {
      get: (key: string) => (state.kvFails ? Promise.reject(new Error("KV is away")) : Promise.resolve(state.copies.get(key) ?? null)),
    },
    registry: {
      latest: async ({ name }: { name: string | null }, copyIsUnusable?: boolean) => {
        asked.push({ name, copyIsUnusable });
        return state.truth;
      },
    },
  };
  const get = async (name: string | null = "m", accepts?: (digest: string) => boolean) => {
    const manifest = await models.get(name, sources, accepts);
    return manifest.ok ? manifest.value.version : manifest.error.code;
  };
  const putCopy = (copy: ModelPointer, name: string | null = "m") =>
    state.copies.set(pointerCopyKey({ kind: "generate", name }), encodePointer(copy));
  return { state, reasons, asked, get, putCopy };
}

test("a copy answers without the registry, for a name and for the default", async () => {
  const { asked, get, putCopy } = setUp();
  putCopy(pointer("b", 2));
  putCopy(pointer("c", 2, "other"), null);
  expect([await get(), await get(null)]).toEqual(["b", "c"]);
  expect(asked).toEqual([]);
});

test("what is held is used for five seconds and no longer", async () => {
  const { state, get, putCopy } = setUp();
  putCopy(pointer("a", 1));
  await get();
  putCopy(pointer("b", 2));
  state.now = POINTER_HOLD_MS - 1;
  expect(await get()).toBe("a");
  state.now = POINTER_HOLD_MS;
  expect(await get()).toBe("b");
});

test.each([
  ["missing", undefined, ""],
  ["no JSON", "{", "not a pointer"],
  ["no pointer", "[1]", "not a pointer"],
  ["of another name", encodePointer(pointer("x", 9, "other")), "not a pointer"],
  ["without a sound manifest", JSON.stringify({ revision: 9, manifest: { kind: "generate" } }), "not a pointer"],
  ["without a sound revision", JSON.stringify({ ...pointer("x", 1), revision: "9" }), "not a pointer"],
])("a copy that is %s goes to the registry, which is asked to write it anew", async (_, copy, reason) => {
  const { state, reasons, asked, get } = setUp();
  if (copy !== undefined) state.copies.set(pointerCopyKey({ kind: "generate", name: "m" }), copy);
  expect(await get()).toBe("a");
  expect(asked).toEqual([{ name: "m", copyIsUnusable: true }]);
  expect(reasons.join()).toContain(reason);
  expect(reasons).toHaveLength(copy === undefined ? 0 : 1);
});

test("a version that the caller will not have is looked up in the registry, past what is held and what is copied", async () => {
  const { state, asked, get, putCopy } = setUp();
  putCopy(pointer("a", 1));
  await get();
  state.truth = ok(pointer("b", 2));
  expect(await get("m", (digest) => digest !== digestOf("a"))).toBe("b");
  expect(asked).toEqual([{ name: "m", copyIsUnusable: false }]);
});

test("once a newer version is known, an old copy is not believed any more", async () => {
  const { state, get, putCopy } = setUp();
  putCopy(pointer("a", 1));
  state.truth = ok(pointer("b", 2));
  await get("m", () => false);
  for (let second = 0; second < 70; second += 5) {
    state.now = second * 1000;
    expect(await get()).toBe("b");
  }
});

/** Sources that only what is held can do without. */
const NOWHERE: PointerSources = { copies: { get: async () => null }, registry: { latest: async () => fail("model_not_found", "gone") } };

/** Reads begun at once of the same name, whose answers come when they are told to. */
function pendingReads() {
  const copy = Promise.withResolvers<string | null>();
  const truth = Promise.withResolvers<Result<ModelPointer, ServiceError>>();
  const models = new ActiveModels<GenerationManifest>({
    kind: "generate",
    schema: generationManifest,
    onFailure: () => undefined,
    now: () => 0,
  });
  const newer = { copies: { get: async () => encodePointer(pointer("e", 5)) }, registry: { latest: async () => ok(pointer("e", 5)) } };
  const get = async (sources: PointerSources) => {
    const manifest = await models.get("m", sources);
    return manifest.ok ? manifest.value.version : manifest.error.code;
  };
  return { copy, truth, newer, get };
}

test("a copy that comes late does not replace a newer version that was learnt meanwhile", async () => {
  const { copy, newer, get } = pendingReads();
  const late = get({ ...newer, copies: { get: () => copy.promise } });
  expect(await get(newer)).toBe("e");
  copy.resolve(encodePointer(pointer("d", 4)));
  expect(await late).toBe("e");
  expect(await get(NOWHERE)).toBe("e");
});

test.each([
  ["an older version", ok(pointer("d", 4))],
  ["that there is no such model", fail("model_not_found", "none yet")],
  ["nothing, being away", fail("unavailable", "away")],
])("a registry that comes late with %s does not replace a newer version that was learnt meanwhile", async (_, answer) => {
  const { truth, newer, get } = pendingReads();
  const late = get({ copies: { get: async () => null }, registry: { latest: () => truth.promise } });
  expect(await get(newer)).toBe("e");
  truth.resolve(answer);
  expect(await late).toBe("e");
  expect(await get(NOWHERE)).toBe("e");
});

test("when neither copy nor registry can be read, what was held last goes on to answer", async () => {
  const { state, reasons, get, putCopy } = setUp();
  putCopy(pointer("a", 1));
  await get();
  Object.assign(state, { now: 600_000, kvFails: true, truth: fail("unavailable", "away") });
  expect(await get()).toBe("a");
  expect(await get("never seen")).toBe("unavailable");
  expect(reasons[0]).toContain("KV is away");
});

test("a model that is gone is forgotten, and never held as missing", async () => {
  const { state, get } = setUp();
  await get();
  Object.assign(state, { now: POINTER_HOLD_MS, truth: fail("model_not_found", "gone") });
  expect(await get()).toBe("model_not_found");
  state.truth = ok(pointer("b", 2));
  expect(await get()).toBe("b");
});
