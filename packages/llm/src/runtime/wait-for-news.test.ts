import { expect, it } from "vitest";
import type { Scheduler } from "../scheduler/scheduler.ts";
import { PATIENT } from "../test-support/collect.ts";
import { waitForNews } from "./wait-for-news.ts";

it("readers who wake together run one step for all of them, and those it told nothing let the loop turn before the next", async () => {
  let turns = 0;
  let turn: Promise<void> | null = null;
  const yieldTask = () =>
    (turn ??= PATIENT.yieldTask().then(() => {
      turns += 1;
      turn = null;
    }));
  const stepsIn: number[] = [];
  const scheduler = {
    get steps() {
      return stepsIn.length;
    },
    step: () => stepsIn.push(turns) > 0,
  };
  const until = (steps: number) => waitForNews(scheduler as unknown as Scheduler, { ...PATIENT, yieldTask }, () => stepsIn.length >= steps);
  await Promise.all([until(1), until(2), until(3)]);
  expect(stepsIn).toEqual([1, 2, 3]);
});
