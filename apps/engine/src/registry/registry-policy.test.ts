import type { ModelManifest } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activate, checkAnnounced, register, remove, rollback } from "./registry-policy.ts";
import { EMPTY_REGISTRY, REGISTRY_LIMITS, type RegistryState } from "./registry-state.ts";
import { latest, pointerOf, publishedModel } from "./registry-view.ts";

function manifest(name: string, version: string, kind: "generate" | "embed" = "generate"): ModelManifest {
  const file = { sha256: version.charCodeAt(0).toString(16).padStart(64, "0"), size: 10 };
  const common = { name, version, license: "none", file, created: 7 };
  if (kind === "generate") return { kind, ...common, contextLength: 1024 };
  return { kind, ...common, tokenizer: file } as unknown as ModelManifest;
}

function must(result: ReturnType<typeof activate>): RegistryState {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

const sequenceOf = (state: RegistryState, name: string) => publishedModel(state, name)?.sequence ?? 0;
const activated = (state: RegistryState, name: string, version: string, more = {}) =>
  must(activate(state, { name, version, ifSequence: sequenceOf(state, name), ...more }, 1));
const rolledBack = (state: RegistryState, name: string) => rollback(state, { name, ifSequence: sequenceOf(state, name) }, 1);
const publishAll = (...manifests: ModelManifest[]) => manifests.reduce((state, one) => must(register(state, one)), EMPTY_REGISTRY);
const activeOf = (state: RegistryState, name: string) => publishedModel(state, name)?.active;

describe("publishing", () => {
  it("the same version again changes nothing, whenever it is; other content under its name is refused", () => {
    const state = publishAll(manifest("m", "a"));
    expect(must(register(state, { ...manifest("m", "a"), created: 99 }))).toBe(state);
    const other = register(state, { ...manifest("m", "a"), file: { sha256: "f".repeat(64), size: 1 } });
    expect(other).toMatchObject({ ok: false, error: { code: "invalid_request", param: "version" } });
  });

  it("is said no to before bytes are taken where the version has other weights, and never where it has these", () => {
    const full = publishAll(...Array.from({ length: REGISTRY_LIMITS.versions }, (_, i) => manifest("m", `v${i}`)));
    const { file, ...known } = manifest("m", "v0");
    expect(checkAnnounced(full, { ...known, sha256: file.sha256 })).toEqual({ ok: true, value: null });
    expect(checkAnnounced(full, { ...known, sha256: "f".repeat(64) })).toMatchObject({ error: { param: "version" } });
    expect(checkAnnounced(full, { ...known, version: "new", sha256: "f".repeat(64) })).toMatchObject({ error: { param: "version" } });
  });

  it("under a name of another kind is refused", () => {
    expect(register(publishAll(manifest("m", "a")), manifest("m", "b", "embed"))).toMatchObject({ error: { param: "kind" } });
  });

  it("is bounded in names and in versions", () => {
    const names = publishAll(...Array.from({ length: REGISTRY_LIMITS.names }, (_, i) => manifest(`m${i}`, "a")));
    expect(register(names, manifest("one-more", "a"))).toMatchObject({ error: { param: "name" } });
    const versions = publishAll(...Array.from({ length: REGISTRY_LIMITS.versions }, (_, i) => manifest("m", `v${i}`)));
    expect(register(versions, manifest("m", "one-more"))).toMatchObject({ error: { param: "version" } });
  });

  it("lets nothing answer yet", () => {
    const state = publishAll(manifest("m", "a"));
    expect(latest(state, { kind: "generate", name: null })).toMatchObject({ error: { code: "unavailable", retryAfterSeconds: 5 } });
    expect(latest(state, { kind: "generate", name: "m" })).toMatchObject({ error: { code: "model_not_found" } });
  });
});

describe("activation", () => {
  it("of two from the same sequence number lets exactly one win, and tells the other the present number", () => {
    const state = publishAll(manifest("m", "a"), manifest("m", "b"));
    const first = must(activate(state, { name: "m", version: "a", ifSequence: 0 }, 1));
    const second = activate(first, { name: "m", version: "b", ifSequence: 0 }, 1);
    expect(second).toMatchObject({ ok: false, error: { code: "sequence_conflict", details: { sequence: 1 } } });
    expect(activeOf(first, "m")).toBe("a");
  });

  it.each([
    ["nothing published under the name", { name: "x", version: "a" }, "model_not_found", "name"],
    ["a version that is not published", { name: "m", version: "x" }, "model_not_found", "version"],
    ["a model of another kind", { name: "m", version: "a", kind: "embed" as const }, "invalid_request", "kind"],
  ])("of %s is an error of its own", (_, order, code, param) => {
    expect(activate(publishAll(manifest("m", "a")), { ifSequence: 0, ...order }, 1)).toMatchObject({ error: { code, param } });
  });

  it("of what is active already changes nothing", () => {
    const state = activated(publishAll(manifest("m", "a")), "m", "a");
    expect(activated(state, "m", "a")).toBe(state);
  });

  it("makes the first name of a kind its default, and another one on demand only", () => {
    const state = publishAll(manifest("m", "a"), manifest("n", "b"), manifest("e", "c", "embed"));
    const both = activated(activated(activated(state, "m", "a"), "n", "b"), "e", "c");
    const defaultOf = (now: RegistryState, kind: "generate" | "embed") => pointerOf(now, { kind, name: null })?.manifest.name;
    expect([defaultOf(both, "generate"), defaultOf(both, "embed")]).toEqual(["m", "e"]);
    const taken = activated(both, "n", "b", { makeDefault: true });
    expect([defaultOf(taken, "generate"), defaultOf(taken, "embed")]).toEqual(["n", "e"]);
    expect(activated(taken, "n", "b", { makeDefault: true })).toBe(taken);
  });

  it("of a name says what there is to a caller who asks for another", () => {
    const state = activated(publishAll(manifest("m", "a"), manifest("e", "c", "embed")), "m", "a");
    const asked = latest(state, { kind: "generate", name: "e" });
    expect(asked).toMatchObject({ error: { code: "model_not_found", message: expect.stringContaining("ask for m") } });
  });
});

describe("rollback", () => {
  it("goes back one version at a time, however often, and not past the first", () => {
    const published = publishAll(manifest("m", "a"), manifest("m", "b"), manifest("m", "c"));
    let state = ["a", "b", "c"].reduce((now, version) => activated(now, "m", version), published);
    for (const version of ["b", "a"]) {
      state = must(rolledBack(state, "m"));
      expect(activeOf(state, "m")).toBe(version);
    }
    expect(rolledBack(state, "m")).toMatchObject({ error: { code: "invalid_request" } });
    expect(state.models.get("m")?.history.map(({ sequence, version, action }) => [sequence, version, action])).toEqual([
      [1, "a", "activate"],
      [2, "b", "activate"],
      [3, "c", "activate"],
      [4, "b", "rollback"],
      [5, "a", "rollback"],
    ]);
  });

  it("with a stale sequence number changes nothing", () => {
    const state = activated(activated(publishAll(manifest("m", "a"), manifest("m", "b")), "m", "a"), "m", "b");
    expect(rollback(state, { name: "m", ifSequence: 1 }, 1)).toMatchObject({ error: { code: "sequence_conflict" } });
  });
});

describe("removal", () => {
  it("makes orders that were given before it stale, whether the name has other versions or is published anew", () => {
    const other = { ...manifest("m", "b"), file: { sha256: "f".repeat(64), size: 1 } };
    const order = { name: "m", version: "b" };
    const kept = activated(publishAll(manifest("m", "a"), manifest("m", "b")), "m", "a");
    for (const state of [kept, publishAll(manifest("m", "b"))]) {
      const replaced = must(register(must(remove(state, order)), other));
      const stale = activate(replaced, { ...order, ifSequence: sequenceOf(state, "m") }, 1);
      expect(stale).toMatchObject({ ok: false, error: { code: "sequence_conflict" } });
      expect(publishedModel(activated(replaced, "m", "b"), "m")?.history[0]).toMatchObject({ version: "b", modelDigest: "f".repeat(64) });
    }
  });

  it("never takes the active version", () => {
    const state = activated(publishAll(manifest("m", "a")), "m", "a");
    expect(remove(state, { name: "m", version: "a" })).toMatchObject({ error: { code: "invalid_request", param: "version" } });
  });

  it("takes a version out of the way back, and a name without versions out of the list", () => {
    const published = publishAll(manifest("m", "a"), manifest("m", "b"), manifest("m", "c"), manifest("n", "d"));
    const state = ["a", "b", "a", "c"].reduce((now, version) => activated(now, "m", version), published);
    const without = must(remove(state, { name: "m", version: "b" }));
    const back = must(rolledBack(without, "m"));
    expect(activeOf(back, "m")).toBe("a");
    expect(rolledBack(back, "m")).toMatchObject({ ok: false });
    expect(publishedModel(must(remove(back, { name: "n", version: "d" })), "n")).toBeNull();
  });
});

const anyOrder = fc.record({
  action: fc.constantFrom("register", "activate", "default", "rollback", "remove"),
  name: fc.constantFrom("m", "n", "e"),
  version: fc.constantFrom("a", "b", "c"),
  stale: fc.boolean(),
  size: fc.constantFrom(10, 11),
});

it("whatever is ordered: the active version is always published, revisions only rise, a stale order changes nothing, and a sequence number tells what each version has", () => {
  fc.assert(
    fc.property(fc.array(anyOrder, { maxLength: 40 }), (orders) => {
      let state: RegistryState = EMPTY_REGISTRY;
      const seen = new Map<string, number>();
      const sizes = new Map<string, number>();
      for (const { action, name, version, stale, size } of orders) {
        const ifSequence = sequenceOf(state, name) - (stale ? 1 : 0);
        const order = { name, version, ifSequence, makeDefault: action === "default" };
        const before = sequenceOf(state, name);
        const next =
          action === "register"
            ? register(state, { ...manifest(name, version, name === "e" ? "embed" : "generate"), file: { sha256: "0".repeat(64), size } })
            : action === "rollback"
              ? rollback(state, order, 1)
              : action === "remove"
                ? remove(state, order)
                : activate(state, order, 1);
        if (!next.ok) continue;
        const isCompared = action !== "register" && action !== "remove";
        expect(stale && isCompared && sequenceOf(next.value, name) > before).toBe(false);
        state = next.value;
        for (const [id, { sequence, versions }] of state.models)
          for (const { version: one, file } of versions) {
            const key = `${id} ${one} ${sequence}`;
            expect(file.size).toBe(sizes.get(key) ?? file.size);
            sizes.set(key, file.size);
          }
        const dangling = [...state.models.values()].filter(
          ({ active, versions }) => active !== null && !versions.some((v) => v.version === active),
        );
        expect(dangling).toEqual([]);
        for (const asked of [
          { kind: "generate", name: null },
          { kind: "embed", name: null },
          { kind: "generate", name: "m" },
        ] as const) {
          const key = JSON.stringify(asked);
          const { revision = 0 } = pointerOf(state, asked) ?? {};
          expect(revision).toBeGreaterThanOrEqual(seen.get(key) ?? 0);
          seen.set(key, revision);
        }
      }
    }),
  );
});
