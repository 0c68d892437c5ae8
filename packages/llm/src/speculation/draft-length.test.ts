import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftLength } from "./draft-length.ts";

describe("the number of drafts", () => {
  it("is 0 where they are not worth their rows, and all there is room for where they are sure", () => {
    expect(draftLength({ rows: 1, most: 7, acceptance: 0.3 })).toBe(0);
    expect(draftLength({ rows: 1, most: 7, acceptance: 1 })).toBe(7);
    expect(draftLength({ rows: 1, most: 2, acceptance: 1 })).toBe(2);
  });

  it("grows with their acceptance, and fits", () => {
    const room = fc.record({ rows: fc.integer({ min: 1, max: 8 }), most: fc.nat(7) });
    const rates = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(room, rates, ({ rows, most }, [a, b]) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((acceptance) => draftLength({ rows, most, acceptance }));
        expect(low!).toBeLessThanOrEqual(high!);
        expect(high!).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("makes no step much longer that others share", () => {
    expect(draftLength({ rows: 2, most: 6, acceptance: 1 })).toBe(1);
  });
});
