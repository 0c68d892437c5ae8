import { expect, test } from "vitest";
import { PromotionGate } from "./promotion-gate.ts";

test("an entry passes after more than ten reads", () => {
  const gate = new PromotionGate();
  expect([gate.admit("1", 10, 0), gate.admit("1", 11, 0)]).toEqual([false, true]);
});

test("it passes once an hour, however often it is read, and each entry by itself", () => {
  const gate = new PromotionGate();
  const admitted = [0, 1, 3_599_999, 3_600_000].map((nowMs) => gate.admit("1", 20, nowMs));
  expect(admitted).toEqual([true, false, false, true]);
  expect(gate.admit("2", 20, 3_600_000)).toBe(true);
});

test("what KV is known to have is not copied there, and what it turned out not to have is", () => {
  const gate = new PromotionGate();
  gate.hold("1", 0);
  expect(gate.admit("1", 20, 1)).toBe(false);
  gate.release("1");
  expect(gate.admit("1", 20, 2)).toBe(true);
});

test("past ten thousand held entries the oldest is forgotten first", () => {
  const gate = new PromotionGate();
  for (let entry = 0; entry <= 10_000; entry++) gate.admit(String(entry), 20, 0);
  expect([gate.admit("10000", 20, 1), gate.admit("1", 20, 1), gate.admit("0", 20, 1)]).toEqual([false, false, true]);
});
