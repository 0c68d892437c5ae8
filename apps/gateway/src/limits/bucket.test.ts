import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_BUCKET, giveBack, levelOf, take, type Bucket } from "./bucket.ts";

const HOUR = 3_600_000;

/** Takes one by one at the given moments; what was admitted, with its moment. */
function run(limit: number, asks: readonly { readonly cost: number; readonly atMs: number; readonly stored: boolean }[]) {
  let bucket: Bucket = EMPTY_BUCKET;
  const admitted: { cost: number; atMs: number }[] = [];
  for (const { cost, atMs, stored } of asks) {
    // What an eviction leaves is what was stored.
    if (stored) bucket = JSON.parse(JSON.stringify(bucket)) as Bucket;
    const next = take(bucket, limit, cost, atMs);
    if ("waitMs" in next) continue;
    bucket = next;
    admitted.push({ cost, atMs });
  }
  return admitted;
}

const schedule = fc
  .array(fc.record({ cost: fc.integer({ min: 1, max: 50 }), gapMs: fc.integer({ min: 0, max: 30_000 }), stored: fc.boolean() }), {
    maxLength: 120,
  })
  .map((steps) => {
    let atMs = 1_700_000_000_000;
    return steps.map(({ cost, gapMs, stored }) => ({ cost, stored, atMs: (atMs += gapMs) }));
  });

describe("an allowance", () => {
  test("admits at most rate × time + burst in every interval, whatever the schedule, across evictions", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), schedule, (limit, asks) => {
        const admitted = run(limit, asks);
        for (let from = 0; from < admitted.length; from++) {
          let sum = 0;
          for (let to = from; to < admitted.length; to++) {
            sum += admitted[to]!.cost;
            const elapsedMs = admitted[to]!.atMs - admitted[from]!.atMs;
            expect(sum).toBeLessThanOrEqual((limit * elapsedMs) / 60_000 + limit + 1e-3);
          }
        }
      }),
    );
  });

  test("admits what is asked for after the wait it told", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), schedule, (limit, asks) => {
        let bucket: Bucket = EMPTY_BUCKET;
        const later = asks.map(({ cost, atMs }) => {
          const next = take(bucket, limit, cost, atMs);
          bucket = "waitMs" in next ? bucket : next;
          const waitMs = "waitMs" in next ? next.waitMs : 0;
          return waitMs === null ? cost > limit : !("waitMs" in take(bucket, limit, "waitMs" in next ? cost : 0, atMs + Math.ceil(waitMs)));
        });
        expect(later).toEqual(asks.map(() => true));
      }),
    );
  });

  test("gives all of a burst at once, then one for each part of the minute, and no second burst at a boundary", () => {
    const at = (atMs: number, times: number) => Array.from({ length: times }, () => ({ cost: 1, atMs, stored: false }));
    expect(run(100, at(HOUR, 1000))).toHaveLength(100);
    expect(run(100, [...at(HOUR + 59_999, 1000), ...at(HOUR + 60_001, 1000)])).toHaveLength(100);
    expect(run(100, [...at(HOUR, 1000), ...at(HOUR + 6000, 1000)])).toHaveLength(110);
  });

  test("takes back what was not needed, and never more than all", () => {
    const taken = take(EMPTY_BUCKET, 100, 80, HOUR) as Bucket;
    expect(levelOf(taken, 100, HOUR)).toEqual({ limit: 100, remaining: 20, resetMs: 48_000 });
    expect(levelOf(giveBack(taken, 100, 60, HOUR), 100, HOUR).remaining).toBe(80);
    expect(levelOf(giveBack(taken, 100, 500, HOUR), 100, HOUR).remaining).toBe(100);
  });

  test("counts what was used against a new limit", () => {
    const taken = take(EMPTY_BUCKET, 100, 100, HOUR) as Bucket;
    expect(levelOf(taken, 1000, HOUR).remaining).toBe(900);
    expect(levelOf(taken, 10, HOUR).remaining).toBe(0);
  });

  test("a clock that goes back gives nothing away", () => {
    const taken = take(EMPTY_BUCKET, 10, 10, HOUR) as Bucket;
    const back = take(taken, 10, 1, HOUR - 60_000);
    expect(back).toHaveProperty("waitMs");
    expect(take(taken, 10, 1, HOUR + 1)).toHaveProperty("waitMs");
  });
});
