import { expect, test } from "vitest";
import { totalLoad } from "./total-load.ts";

const load = (running: number) => ({ running, waiting: 1, pages: 16, freePages: 10, keptPages: 4 });

test("loads add up, and replicas that share an isolate count once", () => {
  const loads = [
    { isolate: "a", load: load(2) },
    { isolate: "b", load: load(3) },
    { isolate: "a", load: load(2) },
    { isolate: "c", load: null },
  ];
  expect(totalLoad(loads)).toEqual({ running: 5, waiting: 2, pages: 32, freePages: 20, keptPages: 8 });
});

test("where no model is in memory nothing runs", () => {
  expect(totalLoad([{ isolate: "a", load: null }])).toEqual({ running: 0, waiting: 0, pages: 0, freePages: 0, keptPages: 0 });
});
