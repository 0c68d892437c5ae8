import fc from "fast-check";
import { expect, test } from "vitest";
import {
  count,
  delivered,
  isDue,
  newJournal,
  requestEntry,
  seal,
  tokensEntry,
  type UsageEntry,
  type UsageJournal,
} from "./usage-journal.ts";

const DAY = "2026-11-24";

/** A ledger that takes each number of a source once. */
class Ledger {
  readonly #taken = new Set<number>();
  requests = 0;
  tokens = 0;

  take(sequence: number, rows: readonly UsageEntry[]): void {
    if (this.#taken.has(sequence)) return;
    this.#taken.add(sequence);
    for (const row of rows) {
      this.requests += row.requests;
      this.tokens += row.promptTokens + row.completionTokens;
    }
  }
}

test("counts of one day, model and operation are one entry", () => {
  let journal = newJournal("s");
  for (let i = 0; i < 1000; i++) journal = count(journal, requestEntry(DAY, "m", "generate", i % 4 === 0));
  journal = count(journal, tokensEntry(DAY, "m", "generate", { promptTokens: 3, completionTokens: 4 }));
  journal = count(journal, requestEntry(DAY, "other", "generate", false));
  expect(journal.open).toEqual([
    { day: DAY, model: "m", operation: "generate", requests: 1000, cachedRequests: 250, promptTokens: 3, completionTokens: 4 },
    { day: DAY, model: "other", operation: "generate", requests: 1, cachedRequests: 0, promptTokens: 0, completionTokens: 0 },
  ]);
});

test("what is sealed stays as it is until it is delivered, and what is counted meanwhile waits", () => {
  const sealed = seal(count(newJournal("s"), requestEntry(DAY, "m", "embed", false)));
  const later = seal(count(sealed, requestEntry(DAY, "m", "embed", false)));
  expect(later.sealed).toBe(sealed.sealed);
  expect(delivered(later, 2)).toBe(later);
  expect(delivered(later, 1)).toMatchObject({ sequence: 2, sealed: null, open: [{ requests: 1 }] });
  expect([isDue(newJournal("s")), isDue(later)]).toEqual([false, true]);
});

test("every count arrives once, whatever deliveries fail, are repeated, or are cut off before they are known to have arrived", () => {
  const step = fc.constantFrom("count", "seal", "deliver", "fail", "cut", "evict");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ledger = new Ledger();
      let journal: UsageJournal = newJournal("s");
      let counted = 0;
      const deliver = (isKnown: boolean): void => {
        if (journal.sealed === null) return;
        ledger.take(journal.sequence, journal.sealed);
        if (isKnown) journal = delivered(journal, journal.sequence);
      };
      for (const name of steps) {
        if (name === "count") journal = count(journal, requestEntry(DAY, "m", "generate", ++counted % 2 === 0));
        if (name === "seal") journal = seal(journal);
        if (name === "deliver") deliver(true);
        if (name === "cut") deliver(false);
        if (name === "evict") journal = JSON.parse(JSON.stringify(journal)) as UsageJournal;
      }
      for (let i = 0; i < 2; i++) {
        journal = seal(journal);
        deliver(true);
      }
      expect(ledger.requests).toBe(counted);
      expect(isDue(journal)).toBe(false);
    }),
  );
});
