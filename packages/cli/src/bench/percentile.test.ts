import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test("a percentile is a value that was seen, of the nearest rank", () => {
  const values = [50, 10, 40, 20, 30];
  expect([0, 20, 50, 95, 100].map((p) => percentile(values, p))).toEqual([10, 10, 30, 50, 50]);
});
