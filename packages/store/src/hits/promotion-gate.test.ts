import { expect, test } from "vitest";
import { PromotionGate } from "./promotion-gate.ts";

test("an entry passes after more than ten reads", () => {
  const gate = new PromotionGate();
  expect([gate.admit("shared", "1", 10, 0), gate.admit("shared", "1", 11, 0)]).toEqual([false, true]);
});

test("it passes once a minute, however often it is read, and each scope by itself", () => {
  const gate = new PromotionGate();
  const admitted = [0, 1, 59_999, 60_000].map((nowMs) => gate.admit("shared", "1", 20, nowMs));
  expect(admitted).toEqual([true, false, false, true]);
  expect(gate.admit("tenant:a", "1", 20, 60_000)).toBe(true);
});

test("past a thousand held entries the oldest is forgotten first", () => {
  const gate = new PromotionGate();
  for (let entry = 0; entry <= 1_000; entry++) gate.admit("shared", String(entry), 20, 0);
  expect([gate.admit("shared", "1000", 20, 1), gate.admit("shared", "1", 20, 1), gate.admit("shared", "0", 20, 1)]).toEqual([
    false,
    false,
    true,
  ]);
});
