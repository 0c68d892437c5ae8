import fc from "fast-check";
import { expect, test } from "vitest";
import { randomBase62, toBase62 } from "./base62.ts";

test("every 32-bit number has its own form of six characters", () => {
  const number = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(toBase62(a, 6)).toHaveLength(6);
      expect(toBase62(a, 6) === toBase62(b, 6)).toBe(a === b);
    }),
  );
  expect(toBase62(61, 2)).toBe("0z");
  expect(toBase62(62, 2)).toBe("10");
});

test("random text has the length asked for and uses the whole alphabet", () => {
  const text = randomBase62(20_000);
  expect(text).toMatch(/^[0-9A-Za-z]{20000}$/);
  expect(new Set(text).size).toBe(62);
});
