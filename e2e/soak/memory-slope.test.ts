import { expect, it } from "vitest";
import { lowest, memorySlope } from "./memory-slope.ts";

it("is the growth of what grows, and none of what only goes up and down", () => {
  const samples = (of: (minute: number) => number) => Array.from({ length: 60 }, (_, i) => ({ minute: i / 6, megabytes: of(i / 6) }));
  expect(memorySlope(samples((minute) => 200 + 1.5 * minute))).toBeCloseTo(1.5, 9);
  expect(Math.abs(memorySlope(samples((minute) => 200 + 5 * Math.sin(40 * minute))))).toBeLessThan(0.2);
});

it("of what is collected now and then is that of the lowest points", () => {
  const sawtooth = Array.from({ length: 600 }, (_, i) => ({ minute: i / 60, megabytes: 4 + (i % 20) / 2 }));
  expect(Math.abs(memorySlope(lowest(sawtooth, 0.5)))).toBeLessThan(0.01);
});
