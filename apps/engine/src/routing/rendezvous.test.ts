import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ranked } from "./rendezvous.ts";

const targets = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `weur-${i}` }));
const KEYS = Array.from({ length: 10_000 }, (_, i) => `key ${i}`);

it("ranks every target, in an order that is a function of the key", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (key, count) => {
      const order = ranked(key, targets(count));
      expect(order).toEqual(ranked(key, targets(count).toReversed()));
      expect(new Set(order).size).toBe(count);
    }),
  );
});

it("spreads keys evenly", () => {
  const counts = new Map<string, number>();
  for (const key of KEYS) {
    const { name } = ranked(key, targets(8))[0]!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(Math.abs(count - 1250)).toBeLessThan(150);
});

it("moves the keys of a target that leaves, and no others", () => {
  for (const key of KEYS.slice(0, 1000)) {
    const [first, second] = ranked(key, targets(8));
    const without = targets(8).filter(({ name }) => name !== first!.name);
    expect(ranked(key, without)[0]!.name).toBe(second!.name);
  }
});
