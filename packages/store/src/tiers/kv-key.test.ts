import fc from "fast-check";
import { expect, test } from "vitest";
import { kvKey } from "./kv-tier.ts";

const scope = fc.oneof(
  fc.constant("shared" as const),
  fc.string({ minLength: 1, maxLength: 128 }).map((name) => `tenant:${name}` as const),
);
const digest = fc.string({ maxLength: 64 });

test("keys are short and plain, whatever the scope and the digest hold", async () => {
  await fc.assert(
    fc.asyncProperty(scope, digest, async (...key) => {
      expect(await kvKey(...key)).toMatch(/^c2:[0-9a-f]{64}$/);
    }),
  );
});

test("two entries share a key only if scope and digest are equal", async () => {
  await fc.assert(
    fc.asyncProperty(scope, digest, scope, digest, async (scopeA, digestA, scopeB, digestB) => {
      const sameKey = (await kvKey(scopeA, digestA)) === (await kvKey(scopeB, digestB));
      expect(sameKey).toBe(scopeA === scopeB && digestA === digestB);
    }),
  );
  expect(await kvKey("tenant:a", "bc")).not.toBe(await kvKey("tenant:ab", "c"));
});
