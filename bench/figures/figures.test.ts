import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figures } from "./figures.ts";
import { atLeast, atMost, verdict } from "./goal.ts";
import { markdownTable } from "./markdown-table.ts";
import { runRounds, type ValueName } from "./rounds.ts";
import { spread } from "./statistics.ts";
import { resultsPage } from "./write-results.ts";

const edge: [ValueName, number[]][] = [
  ["edge decode", [10, 20, 16]],
  ["edge prefill", [2, 4, 2]],
  ["edge streaming", [8, 10, 10]],
];

function figure(rounds: [ValueName, number[]][], name: string) {
  return figures(new Map(rounds)).find((each) => each.name === name);
}

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
  it("take each ratio within its round, before the median", () => {
    const ratio = figure(edge, "decode time ÷ time to stream its bytes");
    expect(ratio?.values).toEqual([1.25, 2, 1.6]);
    expect(ratio?.spread.median).toBe(1.6);
  });

  it("say how many times faster than a peer, above one for faster", () => {
    const peers: [ValueName, number[]][] = [
      ["llama.cpp decode", [20, 20, 32]],
      ["llama.cpp prefill", [4, 4, 4]],
      ["wllama decode", [50, 80, 64]],
      ["edge short prefill", [2, 2, 4]],
      ["wllama short prefill", [40, 50, 60]],
    ];
    expect(figure([...edge, ...peers], "decode ÷ llama.cpp's")?.values).toEqual([2, 1, 2]);
    expect(figure([...edge, ...peers], "prefill ÷ llama.cpp's")?.values).toEqual([2, 1, 2]);
    expect(figure([...edge, ...peers], "decode ÷ wllama's")?.values).toEqual([5, 4, 4]);
    expect(figure([...edge, ...peers], "prefill ÷ wllama's")?.values).toEqual([20, 25, 15]);
  });

  it("compare speeds where more is better, and times to a first token where less is", () => {
    const rounds: [ValueName, number[]][] = [
      ["edge decode at 50", [10]],
      ["edge decode at 1000", [20]],
      ["edge decode of 8 streams", [4]],
      ["edge first token", [1000]],
      ["edge first token after its prefix", [100]],
      ["edge copies, plain", [12]],
      ["edge copies, prompt lookup", [6]],
      ["engine cold first token", [1500]],
    ];
    const one: [ValueName, number[]] = ["edge decode", [12]];
    const values = figures(new Map([one, ...rounds])).map(({ name, values: [value] }) => [name, value]);
    expect(Object.fromEntries(values)).toMatchObject({
      "decode at 1,000 tokens of context ÷ at 50": 0.5,
      "decode of 8 streams together ÷ of one": 3,
      "time to first token, 400-token prefix known ÷ new": 0.1,
      "prompt lookup ÷ plain, copy-heavy": 2,
      "R2 to first token, cold": 1.5,
    });
  });

  it("leave out what was not measured", () => {
    const names = figures(new Map(edge)).map(({ name }) => name);
    expect(names).toEqual(["decode in workerd", "prefill of 512 tokens in workerd", "decode time ÷ time to stream its bytes"]);
  });
});

describe("a goal", () => {
  it("is reached at its bound, and the harder bound counts", () => {
    expect([0.64, 0.65, 0.79, 0.8].map((value) => verdict(atLeast(0.65, 0.8), value))).toEqual(["missed", "must", "must", "aim"]);
    expect([1.51, 1.5, 1.31, 1.3].map((value) => verdict(atMost(1.5, 1.3), value))).toEqual(["missed", "must", "must", "aim"]);
  });
});

describe("the page", () => {
  it("has a line a figure with median, extremes, goals and whether the median reaches them", () => {
    const table = markdownTable(figures(new Map(edge)));
    expect(table).toContain("| decode in workerd | 62.5 tok/s | 50.0 – 100 |  |  |  |");
    expect(table).toContain("| decode time ÷ time to stream its bytes | 1.60 × | 1.25 – 2.00 | ≤ 1.5 | ≤ 1.3 | ✗ |");
  });

  it("says who took part, and why others did not", () => {
    const page = resultsPage({
      takenAt: "2026-01-01T00:00:00.000Z",
      cpu: "a processor",
      node: "v24",
      model: "model.gguf",
      rounds: 3,
      peers: { "llama.cpp": { build: "b1" } },
      leftOut: { wllama: "no Chromium is installed" },
      figures: figures(new Map(edge)),
    });
    expect(page).toContain("median of 3 interleaved rounds");
    expect(page).toContain("llama.cpp: b1");
    expect(page).toContain("wllama is left out: no Chromium is installed");
  });
});

describe("rounds", () => {
  it("measure side by side what is compared, and drop the first", async () => {
    const order: string[] = [];
    const measurement = (name: ValueName) => async () => ({ [name]: order.push(name) });
    const ours = { prefill: [measurement("edge prefill")], decode: [measurement("edge decode"), measurement("edge streaming")] };
    const theirs = { decode: [measurement("llama.cpp decode")], prefill: [measurement("llama.cpp prefill")] };
    const values = await runRounds([ours, theirs], 2);
    const round = ["edge decode", "edge streaming", "llama.cpp decode", "edge prefill", "llama.cpp prefill"];
    expect(order).toEqual([...round, ...round, ...round]);
    expect([...values]).toEqual(round.map((name, i) => [name, [i + 6, i + 11]]));
  });
});
