import { describe, expect, it } from "vitest";
import { msPerTokenTogether } from "./together.ts";

/** Steps of 10 ms in which each of `streams` streams gets a token, one 0.5 ms after the other; stream i starts `i` steps late. */
function steps(streams: number, count: number): number[][] {
  return Array.from({ length: streams }, (_, i) => Array.from({ length: count }, (_, step) => 10 * (step + i) + 0.5 * i));
}

describe("time a token of streams together", () => {
  it("is a step's, divided by the streams, wherever in a step tokens come and streams begin and end", () => {
    for (const streams of [1, 2, 8]) expect(msPerTokenTogether(steps(streams, 20))).toBeCloseTo(10 / streams, 10);
  });

  it("adds up streams of different speeds", () => {
    expect(
      msPerTokenTogether([
        [0, 10, 20, 30, 40],
        [0, 20, 40],
      ]),
    ).toBeCloseTo(1 / (1 / 10 + 1 / 20), 10);
  });

  it("is none where streams never ran together", () => {
    expect(() =>
      msPerTokenTogether([
        [0, 1, 2],
        [3, 4],
      ]),
    ).toThrow("never ran together");
  });
});
