import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_SOON, ONE_IN_A_HUNDRED, ReadCounter } from "./read-counter.ts";

const total = (counts: readonly { readonly reads: number }[]) => counts.reduce((sum, { reads }) => sum + reads, 0);

test("every read is handed over exactly once, with the time of the last", () => {
  const steps = fc.array(fc.record({ id: fc.constantFrom("1", "2", "3"), drain: fc.boolean() }));
  fc.assert(
    fc.property(steps, (sequence) => {
      const counter = new ReadCounter<string>(ALL_SOON);
      const totals = new Map<string, number>();
      const collect = () => counter.drainAll().forEach(({ subject, reads }) => totals.set(subject, (totals.get(subject) ?? 0) + reads));
      for (const [at, { id, drain }] of sequence.entries()) {
        counter.record(id, id, at);
        if (drain) collect();
      }
      collect();
      const expected = new Map<string, number>();
      for (const { id } of sequence) expected.set(id, (expected.get(id) ?? 0) + 1);
      expect(totals).toEqual(expected);
      expect(counter.drainAll()).toEqual([]);
    }),
  );
});

test("the result cache writes at most one row in a hundred reads, however reads are spread over entries and time", () => {
  const reads = fc.array(fc.tuple(fc.nat(5_000), fc.nat(2_000)), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(reads, (sequence) => {
      const counter = new ReadCounter<number>(ONE_IN_A_HUNDRED);
      let nowMs = 0;
      let recorded = 0;
      let written = 0;
      for (const [subject, pauseMs] of sequence) {
        nowMs += pauseMs;
        for (let read = 0; read < 10; read++) counter.record(String(subject + read), subject + read, nowMs);
        recorded += 10;
        written += counter.drainDue(nowMs).length;
        expect(written * 100).toBeLessThanOrEqual(recorded);
      }
    }),
    { numRuns: 30 },
  );
});

test("the most read are written first, and the others keep their counts", () => {
  const counter = new ReadCounter<string>(ONE_IN_A_HUNDRED);
  for (let read = 0; read < 100; read++) counter.record("rare", "rare", 0);
  for (let read = 0; read < 900; read++) counter.record(String(read % 10), String(read % 10), 0);
  const written = counter.drainDue(0);
  expect(written[0]).toEqual({ subject: "rare", reads: 100, lastAtMs: 0 });
  expect(written).toHaveLength(10);
  expect(total(written) + total(counter.drainAll())).toBe(1_000);
});

test("memory stays bounded, and what is read often outlives what is read once", () => {
  const counter = new ReadCounter<string>(() => 0, 200);
  for (let read = 0; read < 10_000; read++) {
    counter.record("often", "often", 0);
    counter.record(String(read), String(read), 0);
  }
  const counts = counter.drainAll();
  expect(counts.length).toBeLessThanOrEqual(200);
  expect(counts[0]!.subject).toBe("often");
});

test("namespaces write everything once reads are many, spread, or old", () => {
  const written = (subjects: number, reads: number, waitedMs: number) => ALL_SOON({ subjects, reads, waitedMs });
  expect([written(199, 499, 9_999), written(200, 200, 0), written(1, 500, 0), written(3, 3, 10_000)]).toEqual([0, 200, 1, 3]);
});

test("the wait starts anew after a drain", () => {
  const counter = new ReadCounter<string>(ALL_SOON);
  counter.record("1", "1", 0);
  expect(counter.drainDue(10_000)).toHaveLength(1);
  counter.record("1", "1", 50_000);
  expect(counter.drainDue(50_001)).toEqual([]);
});
