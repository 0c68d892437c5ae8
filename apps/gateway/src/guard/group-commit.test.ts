import type { Clock } from "@steadytext/core";
import { expect, test } from "vitest";
import { GroupCommit } from "./group-commit.ts";

/** A clock that a test moves. */
function handClock() {
  const due: { atMs: number; run: () => void }[] = [];
  let nowMs = 1000;
  const clock: Clock = {
    now: () => nowMs,
    after(ms, run) {
      due.push({ atMs: nowMs + ms, run });
      return () => undefined;
    },
  };
  const move = (ms: number): void => {
    nowMs += ms;
    const all = due.splice(0);
    due.push(...all.filter(({ atMs }) => atMs > nowMs));
    for (const { run } of all.filter(({ atMs }) => atMs <= nowMs)) run();
  };
  return { clock, move };
}

test("a change that comes alone is written at once; those that come soon after share one write", async () => {
  const { clock, move } = handClock();
  const written: number[] = [];
  let state = 0;
  const commits = new GroupCommit(() => void written.push(state), clock);
  state = 1;
  await commits.commit();
  const later = [2, 3, 4].map((value) => {
    state = value;
    return commits.commit();
  });
  expect(written).toEqual([1]);
  move(4);
  await Promise.all(later);
  expect(written).toEqual([1, 4]);
});

test("the more shared the last write, the longer the next is put off, up to a limit", async () => {
  const { clock, move } = handClock();
  const writtenAtMs: number[] = [];
  const commits = new GroupCommit(() => void writtenAtMs.push(clock.now()), clock);
  /** Milliseconds between a write that `sharers` share and the next one. */
  const putOffAfter = async (sharers: number): Promise<number> => {
    move(100);
    await commits.commit();
    const shared = Array.from({ length: sharers }, () => commits.commit());
    move(2);
    const next = commits.commit();
    for (let i = 0; i < 50; i++) move(1);
    await Promise.all([...shared, next]);
    return (writtenAtMs.at(-1) ?? 0) - (writtenAtMs.at(-2) ?? 0);
  };
  expect([await putOffAfter(1), await putOffAfter(3), await putOffAfter(1000)]).toEqual([2, 8, 16]);
});

test("a write that fails is told to all who waited for it, and the next one is tried", async () => {
  const { clock, move } = handClock();
  let fails = true;
  const commits = new GroupCommit(() => {
    if (fails) throw new Error("full");
  }, clock);
  await expect(commits.commit()).rejects.toThrow("full");
  const both = [commits.commit(), commits.commit()].map((commit) => expect(commit).rejects.toThrow("full"));
  move(4);
  await Promise.all(both);
  fails = false;
  const next = commits.commit();
  move(4);
  await expect(next).resolves.toBeUndefined();
});

test("a clock that goes back holds nobody up", async () => {
  const { clock, move } = handClock();
  const commits = new GroupCommit(() => undefined, clock);
  await commits.commit();
  move(-60_000);
  const next = commits.commit();
  move(4);
  await expect(next).resolves.toBeUndefined();
});
