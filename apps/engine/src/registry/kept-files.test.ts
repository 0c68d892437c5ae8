import { modelFileKey, type ModelManifest } from "@steadytext/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepFiles, KEEP_MS, nextSweepAt, sweepFiles } from "./kept-files.ts";
import { register, remove } from "./registry-policy.ts";
import { EMPTY_REGISTRY, type RegistryState } from "./registry-state.ts";
import type { SyncStorage } from "./registry-store.ts";

const [first, second] = ["a".repeat(64), "b".repeat(64)];
const manifest: ModelManifest = {
  kind: "generate",
  name: "m",
  version: "1",
  license: "none",
  file: { sha256: second, size: 1 },
  created: 7,
  contextLength: 64,
};

function inMemory(): SyncStorage {
  const entries = new Map<string, unknown>();
  return {
    get: (key: string) => entries.get(key),
    put: (key: string, value: unknown) => void entries.set(key, value),
    delete: (key: string) => entries.delete(key),
    list: () => [...entries].sort(),
  } as unknown as SyncStorage;
}

function must(result: ReturnType<typeof register>): RegistryState {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Sweeps two files whose time is over; `meanwhile` happens while the first one is being deleted. */
async function sweepBoth(storage: SyncStorage, state: () => RegistryState, meanwhile: () => void): Promise<readonly string[]> {
  keepFiles(storage, [first, second], 0);
  const deleted: string[] = [];
  const bucket = {
    list: async () => ({ objects: [], delimitedPrefixes: [], truncated: false }) as R2Objects,
    async delete(keys: string | string[]) {
      deleted.push(...[keys].flat());
      await Promise.resolve();
      if (deleted.length === 1) meanwhile();
    },
  };
  await sweepFiles(storage, bucket, state, 1);
  return deleted;
}

beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

test("a file that a version came to name while another was being deleted stays", async () => {
  let state = EMPTY_REGISTRY;
  const deleted = await sweepBoth(
    inMemory(),
    () => state,
    () => (state = must(register(state, manifest))),
  );
  expect(deleted).toEqual([modelFileKey(first)]);
});

test("a file whose version was removed while another was being deleted stays for its whole time", async () => {
  const storage = inMemory();
  let state = must(register(EMPTY_REGISTRY, manifest));
  const deleted = await sweepBoth(
    storage,
    () => state,
    () => {
      state = must(remove(state, manifest));
      keepFiles(storage, [second], KEEP_MS);
    },
  );
  expect(deleted).toEqual([modelFileKey(first)]);
  expect(nextSweepAt(storage)).toBe(KEEP_MS);
});
