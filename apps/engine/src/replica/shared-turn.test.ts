import { afterEach, expect, it, vi } from "vitest";
import { SharedTurn } from "./shared-turn.ts";

afterEach(() => void vi.restoreAllMocks());

it("readers who wait at the same time share one timer, and who comes later gets another", async () => {
  const wait = vi.spyOn(scheduler, "wait");
  const turn = new SharedTurn();
  await Promise.all(Array.from({ length: 8 }, () => turn.next()));
  expect(wait).toHaveBeenCalledTimes(1);
  await turn.next();
  expect(wait).toHaveBeenCalledTimes(2);
});
