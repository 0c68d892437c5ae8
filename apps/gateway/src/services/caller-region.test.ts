import { expect, test } from "vitest";
import { callerRegion } from "./caller-region.ts";

test.each([
  ["NA", "-122.4", "wnam"],
  ["NA", "-74.0", "enam"],
  ["NA", undefined, "enam"],
  ["SA", "-46.6", "sam"],
  ["EU", "2.3", "weur"],
  ["EU", "30.5", "eeur"],
  ["AS", "55.3", "me"],
  ["AS", "139.7", "apac"],
  ["AF", "36.8", "afr"],
  ["OC", "151.2", "oc"],
  ["AN", "0", "oc"],
])("a caller in %s at %s is in %s", (continent, longitude, region) => {
  expect(callerRegion({ continent, longitude })).toBe(region);
});

test("a caller of whom nothing is known is nowhere", () => {
  for (const cf of [undefined, {}, { continent: "T1" }, { continent: 7, longitude: {} }]) expect(callerRegion(cf)).toBeUndefined();
});
