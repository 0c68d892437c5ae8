import type { Result, ServiceError } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PagePool, type PageLease } from "./page-pool.ts";

const staying = () => null;
const left = (): ServiceError => ({ code: "cancelled", message: "left" });

function lease(result: Result<PageLease, ServiceError>): PageLease {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("the page pool", () => {
  it("gives a sequence the pages of its worst case, each to one owner", async () => {
    const pool = new PagePool({ pages: 4, queueLimit: 0 });
    const first = lease(await pool.acquire(65, staying));
    const second = lease(await pool.acquire(128, staying));
    expect([...first.pages, ...second.pages].sort()).toEqual([0, 1, 2, 3]);
    expect(pool.freePages).toBe(0);
  });

  it("takes pages back once, however often they are released", async () => {
    const pool = new PagePool({ pages: 2, queueLimit: 0 });
    const held = lease(await pool.acquire(64, staying));
    held.release();
    held.release();
    expect(pool.freePages).toBe(2);
  });

  it("turns away what can never fit, and what finds the queue full", async () => {
    const pool = new PagePool({ pages: 1, queueLimit: 0 });
    expect(await pool.acquire(65, staying)).toMatchObject({ ok: false, error: { code: "context_length_exceeded" } });
    lease(await pool.acquire(1, staying));
    expect(await pool.acquire(1, staying)).toMatchObject({ ok: false, error: { code: "overloaded", retryAfterSeconds: 2 } });
  });

  it("serves those who wait in order: a small one does not pass a large one", async () => {
    const pool = new PagePool({ pages: 3, queueLimit: 4 });
    const order: string[] = [];
    const held = lease(await pool.acquire(128, staying));
    const large = pool.acquire(192, staying).then((result) => (order.push("large"), lease(result)));
    const small = pool.acquire(1, staying).then((result) => (order.push("small"), lease(result)));
    expect(pool.waiting).toBe(2);
    held.release();
    (await large).release();
    (await small).release();
    expect(order).toEqual(["large", "small"]);
    expect(pool.freePages).toBe(3);
  });

  it("gives nothing to a caller that left while it waited, and its place to the next", async () => {
    const pool = new PagePool({ pages: 1, queueLimit: 1 });
    const held = lease(await pool.acquire(1, staying));
    const gone = pool.acquire(1, left);
    const next = pool.acquire(1, staying);
    expect(await gone).toMatchObject({ ok: false, error: { code: "cancelled" } });
    held.release();
    expect((await next).ok).toBe(true);
  });

  it("never lends a page twice nor loses one, for any order of coming and going", async () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 320 }), fc.nat(20), fc.boolean()), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        const pool = new PagePool({ pages: 5, queueLimit: 3 });
        const held: PageLease[] = [];
        const waiting: Promise<unknown>[] = [];
        for (const [tokens, pick, releases] of moves) {
          const [released] = releases ? held.splice(pick % Math.max(1, held.length), 1) : [];
          released?.release();
          waiting.push(pool.acquire(tokens, staying).then((result) => result.ok && held.push(result.value)));
          await new Promise<void>((resolve) => setImmediate(resolve));
          const lent = held.flatMap(({ pages }) => [...pages]);
          expect(new Set(lent).size).toBe(lent.length);
          expect(lent.length + pool.freePages).toBe(5);
        }
        while (held.length > 0) {
          held.pop()?.release();
          await new Promise<void>((resolve) => setImmediate(resolve));
        }
        await Promise.all(waiting);
        expect(pool.freePages).toBe(5);
      }),
      { numRuns: 60 },
    );
  });
});
