import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figures } from "./figures.ts";
import { markdownTable } from "./markdown-table.ts";
import { runRounds } from "./rounds.ts";
import { spread } from "./statistics.ts";

const edge: [string, number[]][] = [
  ["edge decode", [10, 20, 16]],
  ["edge prefill", [2, 4, 2]],
  ["edge streaming", [8, 10, 10]],
];

describe("spread", () => {
  it("has as many values at or below the median as at or above it, between the extremes", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (values) => {
        const { median, min, max } = spread(values);
        expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect([Math.min(...values), Math.max(...values)]).toEqual([min, max]);
      }),
    );
  });
});

describe("figures", () => {
  it("takes each ratio within its round, before the median", () => {
    const ratio = figures(new Map(edge)).find(({ name }) => name.includes("÷"));
    expect(ratio?.values).toEqual([1.25, 2, 1.6]);
    expect(ratio?.spread.median).toBe(1.6);
  });

  it("says how many times faster than a peer, above one for faster", () => {
    const withPeer = figures(new Map([...edge, ["llama.cpp decode", [20, 20, 32]], ["llama.cpp prefill", [4, 4, 4]]]));
    expect(withPeer.find(({ name }) => name.startsWith("decode speed ÷"))?.values).toEqual([2, 1, 2]);
    expect(withPeer.find(({ name }) => name.startsWith("prefill speed ÷"))?.values).toEqual([2, 1, 2]);
  });

  it("leaves out what was not measured", () => {
    const names = figures(new Map(edge)).map(({ name }) => name);
    expect(names).toHaveLength(4);
    expect(names.join()).not.toContain("llama.cpp");
  });

  it("stand in the table with median, extremes and goal", () => {
    const table = markdownTable(figures(new Map(edge)));
    expect(table).toContain("| decode in workerd | 62.5 tok/s | 50.0 – 100 | ≥ 50 |");
  });
});

describe("rounds", () => {
  it("interleave the measurements and drop the first round", async () => {
    const order: string[] = [];
    const measurement = (name: string) => ({ name, measure: () => Promise.resolve(order.push(name)) });
    const values = await runRounds(["a", "b"].map(measurement), 2);
    expect(order).toEqual(["a", "b", "a", "b", "a", "b"]);
    expect([...values]).toEqual([
      ["a", [3, 5]],
      ["b", [4, 6]],
    ]);
  });
});
