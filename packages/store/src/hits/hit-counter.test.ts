import fc from "fast-check";
import { expect, test } from "vitest";
import { HitCounter } from "./hit-counter.ts";

test("every read is handed over exactly once, with the time of the last", () => {
  const reads = fc.array(
    fc.record({
      scope: fc.constantFrom("shared" as const, "tenant:a" as const),
      digest: fc.constantFrom("1", "2", "3"),
      drain: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(reads, (sequence) => {
      const counter = new HitCounter();
      const totals = new Map<string, number>();
      const collect = () =>
        counter.drain().forEach(({ scope, digest, hits }) => totals.set(scope + digest, (totals.get(scope + digest) ?? 0) + hits));
      for (const [at, { scope, digest, drain }] of sequence.entries()) {
        counter.record(scope, digest, at);
        if (drain) collect();
      }
      collect();
      const expected = new Map<string, number>();
      for (const { scope, digest } of sequence) expected.set(scope + digest, (expected.get(scope + digest) ?? 0) + 1);
      expect(totals).toEqual(expected);
      expect(counter.drain()).toEqual([]);
    }),
  );
});

test("scopes are counted apart", () => {
  const counter = new HitCounter();
  counter.record("shared", "1", 5);
  counter.record("shared", "1", 7);
  counter.record("tenant:a", "1", 9);
  expect([counter.pending("shared", "1"), counter.pending("tenant:a", "1"), counter.pending("tenant:b", "1")]).toEqual([2, 1, 0]);
  expect(counter.drain()[0]).toEqual({ scope: "shared", digest: "1", hits: 2, lastAtMs: 7 });
});

test("memory stays bounded however many entries are read", () => {
  const counter = new HitCounter();
  for (let entry = 0; entry < 10_000; entry++) counter.record("shared", String(entry), 0);
  expect(counter.drain()).toHaveLength(200);
});

test("counts are due when they have waited, when they are many, and when the map is full", () => {
  const waiting = new HitCounter();
  expect(waiting.isDue(1e9)).toBe(false);
  waiting.record("shared", "1", 1_000);
  expect([waiting.isDue(10_999), waiting.isDue(11_000)]).toEqual([false, true]);
  const many = new HitCounter();
  for (let read = 0; read < 499; read++) many.record("shared", "1", 0);
  expect(many.isDue(0)).toBe(false);
  many.record("shared", "1", 0);
  expect(many.isDue(0)).toBe(true);
  const full = new HitCounter();
  for (let entry = 0; entry < 200; entry++) full.record("shared", String(entry), 0);
  expect(full.isDue(0)).toBe(true);
});

test("the wait starts anew after a drain", () => {
  const counter = new HitCounter();
  counter.record("shared", "1", 0);
  counter.drain();
  counter.record("shared", "1", 50_000);
  expect(counter.isDue(50_001)).toBe(false);
});
