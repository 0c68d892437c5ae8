import { expect, it } from "vitest";
import { replicaLoad } from "./replica-load.ts";

it("is past 0.8 exactly when the next one would wait in line, and 1 when the queue is full", () => {
  expect(replicaLoad({ running: 0, waiting: 0 }, 0, 32)).toBe(0);
  expect(replicaLoad({ running: 4, waiting: 0 }, 2, 32)).toBe(0.4);
  expect(replicaLoad({ running: 8, waiting: 0 }, 8, 32)).toBe(0.8);
  // Three large ones may hold all pages.
  expect(replicaLoad({ running: 3, waiting: 1 }, 4, 32)).toBeGreaterThan(0.8);
  expect(replicaLoad({ running: 0, waiting: 0 }, 9, 32)).toBeGreaterThan(0.8);
  expect(replicaLoad({ running: 8, waiting: 32 }, 40, 32)).toBe(1);
  expect(replicaLoad({ running: 8, waiting: 0 }, 100, 32)).toBe(1);
});
