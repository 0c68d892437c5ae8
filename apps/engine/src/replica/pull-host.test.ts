import { afterEach, expect, it, vi } from "vitest";
import { PullHost } from "./pull-host.ts";
import { SharedTurn } from "./shared-turn.ts";

afterEach(() => void vi.restoreAllMocks());

it("a reader steps without a turn of the loop after its pull, but not while others have not read, nor 50 ms or three steps after the last turn", async () => {
  let now = 0;
  const turn = new SharedTurn(() => now);
  const runtime = { isCaughtUp: true, steps: 0 };
  const host = new PullHost(1e9, runtime, turn);
  await turn.next();

  const turns = vi.spyOn(turn, "next");
  const takesTurn = async (pulls: boolean) => {
    turns.mockClear();
    if (pulls) host.pulled();
    await host.yieldTask();
    return turns.mock.calls.length === 1;
  };
  expect(await takesTurn(true)).toBe(false);
  expect(await takesTurn(false)).toBe(true);
  runtime.isCaughtUp = false;
  expect(await takesTurn(true)).toBe(true);
  runtime.isCaughtUp = true;
  now = 49;
  expect(await takesTurn(true)).toBe(false);
  now = 50;
  expect(await takesTurn(true)).toBe(true);
  expect(await takesTurn(true)).toBe(false);
  runtime.steps = 3;
  expect(await takesTurn(true)).toBe(true);
});
