import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BpeMerger } from "./bpe-merger.ts";
import { MergeTable } from "./merge-table.ts";

type Merge = readonly [left: number, right: number];
const SYMBOLS = 4;

/** A vocabulary whose ids take two bytes, and one whose ids take more. */
const VOCABULARIES = [60_000, 70_000];

/** Random merges over a few symbols; merge `rank` makes token `SYMBOLS + rank`. */
const merges = fc
  .array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 24 })
  .map((pairs) => pairs.map(([left, right], rank): Merge => [left % (SYMBOLS + rank), right % (SYMBOLS + rank)]));

function tableOf(pairs: readonly Merge[]): MergeTable {
  const table = new MergeTable(pairs.length, SYMBOLS + pairs.length);
  pairs.forEach(([left, right], rank) => table.add(left, right, SYMBOLS + rank));
  return table;
}

/** BPE by its definition: again and again, the leftmost of the neighbours with the lowest rank. */
function plainBpe(symbols: readonly number[], pairs: readonly Merge[]): number[] {
  const word = [...symbols];
  for (;;) {
    const found = pairs.findIndex(([left, right]) => word.some((token, i) => token === left && word[i + 1] === right));
    if (found < 0) return word.filter((token) => token >= 0);
    const [left, right] = pairs[found] ?? [0, 0];
    const at = word.findIndex((token, i) => token === left && word[i + 1] === right);
    word.splice(at, 2, SYMBOLS + found);
  }
}

describe("the BPE merger", () => {
  it("gives what plain BPE gives, for any merges and any word", () => {
    fc.assert(
      fc.property(merges, fc.array(fc.integer({ min: -1, max: SYMBOLS - 1 }), { maxLength: 60 }), (pairs, symbols) => {
        expect(new BpeMerger(tableOf(pairs)).merge(Int32Array.from(symbols))).toEqual(plainBpe(symbols, pairs));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(VOCABULARIES)("keeps the ids of a vocabulary of %i apart", (vocab) => {
    const table = new MergeTable(1, vocab);
    table.add(vocab - 1, 0, vocab - 2);
    expect([table.rank(vocab - 1, 0), table.merged(0)]).toEqual([0, vocab - 2]);
    expect(table.rank((vocab - 1) % 65_536, 1)).toBe(-1);
  });

  it("is the same merger after a long word as before", () => {
    const pairs: Merge[] = [
      [0, 0],
      [4, 4],
      [1, 2],
    ];
    const merger = new BpeMerger(tableOf(pairs));
    const long = merger.merge(new Int32Array(30_000));
    expect(long).toEqual(Array.from({ length: 7500 }, () => 5));
    expect(merger.merge(Int32Array.of(0, 0, 1, 2, 3))).toEqual([4, 6, 3]);
    expect(merger.merge(new Int32Array(0))).toEqual([]);
  });

  it("looks at each pair of a long word a few times, not once per other pair", () => {
    let lookUps = 0;
    class CountingTable extends MergeTable {
      override rank(left: number, right: number): number {
        lookUps += 1;
        return super.rank(left, right);
      }
    }
    const table = new CountingTable(15, SYMBOLS + 15);
    table.add(0, 0, SYMBOLS);
    for (let rank = 1; rank < 15; rank++) table.add(SYMBOLS + rank - 1, SYMBOLS + rank - 1, SYMBOLS + rank);
    new BpeMerger(table).merge(new Int32Array(32_768));
    expect(lookUps).toBeLessThan(32_768 * 8);
  });
});
