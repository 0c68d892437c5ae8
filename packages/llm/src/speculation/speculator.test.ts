import { describe, expect, it } from "vitest";
import { Speculator } from "./speculator.ts";

const COPIED = Array.from({ length: 100 }, (_, i) => i);

/** Acceptance that is offered after each token of `text`, which follows `COPIED` and comes a token a step. */
function rates(text: readonly number[]): number[] {
  const speculator = new Speculator();
  const tokens = [...COPIED];
  return text.map((token) => {
    const rate = speculator.offer(tokens)?.acceptance ?? 0;
    tokens.push(token);
    speculator.learn(tokens);
    return rate;
  });
}

describe("a speculator", () => {
  it("trusts a copy more and more, without having tried", () => {
    const seen = rates(COPIED).slice(3);
    expect(seen[0]).toBeGreaterThan(0);
    expect(seen.at(-1)).toBeGreaterThan(0.95);
  });

  it("loses its trust when what it proposes does not come", () => {
    const broken = Array.from({ length: 40 }, (_, i) => (i % 4 === 3 ? 200 + i : 10 + (i % 4)));
    const seen = rates(broken).filter((rate) => rate > 0);
    expect(seen.at(-1)).toBeLessThan(0.4);
  });
});
