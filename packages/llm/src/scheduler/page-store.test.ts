import { PAGE_TOKENS } from "@steadytext/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PageStore, type PageLease } from "./page-store.ts";

const PAGES = 6;

function open(keepsPrefixes = true): PageStore {
  return new PageStore({ pages: PAGES, keepsPrefixes });
}

function lend(store: PageStore, tokens: readonly number[], mostTokens = tokens.length, scope = "a"): PageLease | null {
  return store.lend({ scope, tokens, mostTokens, mostReused: tokens.length - 1 });
}

const text = (length: number, last = 0) => Array.from({ length }, (_, i) => (i === length - 1 ? last : i % 7));

describe("the page store", () => {
  it("lends a sequence its worst case, each page to one owner, or nothing", () => {
    const store = open();
    const first = lend(store, text(10), 65)!;
    const second = lend(store, text(10), 4 * PAGE_TOKENS)!;
    expect([...first.table, ...second.table].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(lend(store, text(1))).toBeNull();
    first.release();
    first.release();
    expect(store.available).toBe(2);
  });

  it("lends finished pages again, and never the one with the last token of a prompt", () => {
    const store = open();
    const first = lend(store, text(130))!;
    first.share(text(130), 130);
    const second = lend(store, text(130))!;
    expect(second.reusedTokens).toBe(128);
    expect(second.table.slice(0, 2)).toEqual(first.table.slice(0, 2));
    expect(second.table[2]).not.toBe(first.table[2]);
    expect(lend(store, text(128))!.reusedTokens).toBe(64);
  });

  it("shares a page only once all its tokens are computed", () => {
    const store = open();
    const lease = lend(store, text(128))!;
    lease.share(text(128), 127);
    lease.release();
    expect(lend(store, text(200), 200)!.reusedTokens).toBe(64);
  });

  it("puts the page that was there first in the place of an equal one", () => {
    const store = open();
    const [first, second] = [lend(store, text(70))!, lend(store, text(70))!];
    first.share(text(70), 64);
    second.share(text(70), 64);
    expect(second.table[0]).toBe(first.table[0]);
    expect(store.available).toBe(PAGES - 3);
    first.release();
    second.release();
    expect(store.available).toBe(PAGES);
  });

  it("gives up kept pages when a sequence needs them, but not those that it starts with itself", () => {
    const store = open();
    for (const last of [5, 6]) {
      const lease = lend(store, text(128, last))!;
      lease.share(text(128, last), 128);
      lease.release();
    }
    expect(store.kept).toBe(3);
    const whole = lend(store, text(130, 5), PAGES * PAGE_TOKENS)!;
    expect(whole.reusedTokens).toBe(64);
    expect(new Set(whole.table).size).toBe(PAGES);
    expect(store.kept).toBe(0);
  });

  it("keeps nothing when it is told so", () => {
    const store = open(false);
    const lease = lend(store, text(130))!;
    lease.share(text(130), 130);
    lease.release();
    expect(store.kept).toBe(0);
    expect(lend(store, text(130))!.reusedTokens).toBe(0);
  });

  it("never lends a page twice unless it is shared, nor loses one, for any order of coming, sharing and going", () => {
    const moves = fc.array(
      fc.record({
        length: fc.integer({ min: 1, max: 300 }),
        last: fc.nat(2),
        scope: fc.constantFrom("a", "b"),
        computed: fc.nat(300),
        leaves: fc.nat(5),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(moves, (all) => {
        const store = open();
        const held: { lease: PageLease; tokens: number[]; shared: number }[] = [];
        for (const { length, last, scope, computed, leaves } of all) {
          const tokens = text(length, last);
          const lease = lend(store, tokens, length, scope);
          if (lease !== null) held.push({ lease, tokens, shared: lease.reusedTokens });
          for (const one of held) {
            one.shared = Math.max(one.shared, Math.min(computed, one.tokens.length));
            one.lease.share(one.tokens, one.shared);
          }
          held.splice(leaves, 1).forEach((one) => one.lease.release());
          const own = held.flatMap((one) => one.lease.table.slice(Math.floor(one.shared / PAGE_TOKENS)));
          const shared = new Set(held.flatMap((one) => one.lease.table.slice(0, Math.floor(one.shared / PAGE_TOKENS))));
          expect(new Set(own).size).toBe(own.length);
          expect(own.every((page) => !shared.has(page))).toBe(true);
          expect(own.length + shared.size + store.available).toBe(PAGES);
        }
        for (const one of held) one.lease.release();
        expect(store.available).toBe(PAGES);
      }),
    );
  });
});
