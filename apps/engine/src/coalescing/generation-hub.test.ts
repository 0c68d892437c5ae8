import type { GenerationHost, SharedGeneration } from "@steadytext/llm";
import { describe, expect, it, vi } from "vitest";
import { GenerationHub } from "./generation-hub.ts";

/** A generation that ends when it is told to. */
function fakeGeneration() {
  const state = { isLive: true, isWhole: false, join: vi.fn<() => object>(() => ({})), stop: vi.fn<() => void>() };
  let onEnd = () => undefined as void;
  return {
    state,
    begin: vi.fn<(told: () => void) => SharedGeneration>((told) => {
      onEnd = told;
      return state as unknown as SharedGeneration;
    }),
    end(isWhole: boolean) {
      Object.assign(state, { isLive: false, isWhole });
      onEnd();
    },
  };
}

const at = (now: number) => ({ now: () => now }) as GenerationHost;

describe("equal requests", () => {
  it("share the generation that runs, whatever they say of ended ones", () => {
    const hub = new GenerationHub();
    const first = fakeGeneration();
    expect(hub.join({ key: "k", host: at(0), keeps: true, begin: first.begin }).coalesced).toBe(false);
    for (const keeps of [true, false]) {
      const other = fakeGeneration();
      expect(hub.join({ key: "k", host: at(1), keeps, begin: other.begin }).coalesced).toBe(true);
      expect(other.begin).not.toHaveBeenCalled();
    }
    expect(hub.join({ key: "other", host: at(1), keeps: true, begin: fakeGeneration().begin }).coalesced).toBe(false);
  });

  it("share a whole one for five seconds after its end, unless they want a fresh one", () => {
    const hub = new GenerationHub();
    const first = fakeGeneration();
    hub.join({ key: "k", host: at(0), keeps: true, begin: first.begin });
    first.end(true);
    expect(hub.size).toBe(0);
    expect(hub.join({ key: "k", host: at(4999), keeps: true, begin: fakeGeneration().begin }).coalesced).toBe(true);
    const fresh = fakeGeneration();
    expect(hub.join({ key: "k", host: at(4999), keeps: false, begin: fresh.begin }).coalesced).toBe(false);
    fresh.end(true);
    expect(hub.join({ key: "k", host: at(5000), keeps: true, begin: fakeGeneration().begin }).coalesced).toBe(false);
  });

  it("never share one that failed or that everybody left", () => {
    const hub = new GenerationHub();
    const failed = fakeGeneration();
    hub.join({ key: "k", host: at(0), keeps: true, begin: failed.begin });
    failed.end(false);
    expect(hub.join({ key: "k", host: at(1), keeps: true, begin: fakeGeneration().begin }).coalesced).toBe(false);
  });
});

it("keeps the last eight that ended", () => {
  const hub = new GenerationHub();
  for (let i = 0; i < 9; i++) {
    const generation = fakeGeneration();
    hub.join({ key: `${i}`, host: at(0), keeps: true, begin: generation.begin });
    generation.end(true);
  }
  const shared = Array.from(
    { length: 9 },
    (_, i) => hub.join({ key: `${i}`, host: at(1), keeps: true, begin: fakeGeneration().begin }).coalesced,
  );
  expect(shared).toEqual([false, ...Array.from({ length: 8 }, () => true)]);
});

it("stops all that run", () => {
  const hub = new GenerationHub();
  const [one, two] = [fakeGeneration(), fakeGeneration()];
  hub.join({ key: "1", host: at(0), keeps: true, begin: one.begin });
  hub.join({ key: "2", host: at(0), keeps: true, begin: two.begin });
  hub.stop();
  expect([one, two].map(({ state }) => state.stop.mock.calls.length)).toEqual([1, 1]);
});
