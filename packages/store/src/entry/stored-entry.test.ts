import type { CacheEntry } from "@steadytext/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_CACHE_RULES } from "./cache-rules.ts";
import { judgeEntry, sealEntry } from "./stored-entry.ts";

const entry: CacheEntry = {
  scope: "tenant:a",
  digest: "1".repeat(64),
  operation: "generate",
  modelDigest: "2".repeat(64),
  engineDigest: "3".repeat(64),
  value: new Uint8Array([1, 2, 3]),
};

test("a sealed entry is sound for its own caller and digest alone", async () => {
  const sealed = await sealEntry(entry, DEFAULT_CACHE_RULES, 0);
  expect(await judgeEntry(sealed, "tenant:a", entry.digest, 0)).toBe("sound");
  expect(await judgeEntry(sealed, "tenant:b", entry.digest, 0)).toBe("damaged");
  expect(await judgeEntry(sealed, "shared", entry.digest, 0)).toBe("damaged");
  expect(await judgeEntry(sealed, "tenant:a", "4".repeat(64), 0)).toBe("damaged");
});

test("it expires at the end of its lifetime to the millisecond", async () => {
  const sealed = await sealEntry({ ...entry, ttlSeconds: 90 }, DEFAULT_CACHE_RULES, 1_000);
  expect(await judgeEntry(sealed, "tenant:a", entry.digest, 90_999)).toBe("sound");
  expect(await judgeEntry(sealed, "tenant:a", entry.digest, 91_000)).toBe("expired");
});

test("other bytes than those sealed are damage: flipped, cut or longer", async () => {
  const bytes = fc.uint8Array({ maxLength: 64 });
  await fc.assert(
    fc.asyncProperty(bytes, bytes, async (value, other) => {
      const sealed = await sealEntry({ ...entry, value }, DEFAULT_CACHE_RULES, 0);
      const equal = value.length === other.length && value.every((byte, at) => byte === other[at]);
      expect(await judgeEntry({ ...sealed, value: new Uint8Array(other) }, "tenant:a", entry.digest, 0)).toBe(equal ? "sound" : "damaged");
    }),
  );
});

test("sealing copies: what the caller does to its bytes later changes nothing stored", async () => {
  const value = new Uint8Array([7]);
  const sealed = await sealEntry({ ...entry, value }, DEFAULT_CACHE_RULES, 0);
  value[0] = 8;
  expect(sealed.value).toEqual(new Uint8Array([7]));
});
