import { afterEach, expect, it, vi } from "vitest";
import { SharedTurn } from "./shared-turn.ts";

afterEach(() => void vi.restoreAllMocks());

it("readers who wait at the same time share one timer, and who comes later gets another", async () => {
  const wait = vi.spyOn(scheduler, "wait");
  const turn = new SharedTurn(Date.now);
  await Promise.all(Array.from({ length: 8 }, () => turn.next()));
  expect(wait).toHaveBeenCalledTimes(1);
  await turn.next();
  expect(wait).toHaveBeenCalledTimes(2);
});

it("a turn is due at first, and again once 50 ms have gone by without one", async () => {
  let now = 1000;
  const turn = new SharedTurn(() => now);
  expect(turn.isDue(0)).toBe(true);
  const turned = turn.next();
  now = 1100;
  expect(turn.isDue(0)).toBe(true);
  await turned;
  expect(turn.isDue(0)).toBe(false);
  now = 1149;
  expect(turn.isDue(0)).toBe(false);
  now = 1150;
  expect(turn.isDue(0)).toBe(true);
});

it("a turn is due after three steps without one, however short they were, and counts anew after it", async () => {
  const turn = new SharedTurn(() => 0);
  await turn.next();
  expect([7, 8, 9, 10].map((steps) => turn.isDue(steps))).toEqual([false, false, false, true]);
  await turn.next();
  expect([10, 12, 13].map((steps) => turn.isDue(steps))).toEqual([false, false, true]);
});
