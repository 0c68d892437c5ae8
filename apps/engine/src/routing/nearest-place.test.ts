import { REGIONS } from "@steadytext/core";
import { expect, it } from "vitest";
import { nearestPlace } from "./nearest-place.ts";

it("is the caller's own region wherever that has replicas, and a configured one for every caller", () => {
  for (const caller of REGIONS) {
    expect(nearestPlace(REGIONS, caller)).toBe(caller);
    for (const only of REGIONS) expect(nearestPlace([only], caller)).toBe(only);
    expect(nearestPlace(["auto"], caller)).toBe("auto");
  }
});

it("is a neighbour before the other side of the world, and the first one for a caller from nowhere", () => {
  expect(nearestPlace(["apac", "enam", "weur"], "eeur")).toBe("weur");
  expect(nearestPlace(["apac", "weur"], "wnam")).toBe("weur");
  expect(nearestPlace(["apac", "weur"], undefined)).toBe("apac");
});
