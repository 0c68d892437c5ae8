import type { Generation } from "@steadytext/core";
import { expect, test } from "vitest";
import type { UsedTokens } from "../auth/admission.ts";
import type { ReadStep } from "./event-reader.ts";
import { SettledSteps } from "./settled-steps.ts";

const GENERATION: Generation = {
  text: "ab",
  pieces: [
    { token: 1, text: "a" },
    { token: 2, text: "b" },
  ],
  finishReason: "stop",
  stopType: "eos",
  usage: { promptTokens: 7, completionTokens: 3 },
};
const STARTED: ReadStep = { type: "started", promptTokens: 7, prefixTokens: 0, coalesced: false, engine: "warm" };
const TOKEN: ReadStep = { type: "token", index: 0, token: 1, text: "a" };

function settled(steps: readonly ReadStep[]) {
  const rest = [...steps];
  const settlements: UsedTokens[] = [];
  const source = { next: async (): Promise<ReadStep> => rest.shift() ?? { type: "waiting" }, cancel: async () => undefined };
  const settle = async (used: UsedTokens): Promise<void> => void settlements.push(used);
  return { steps: new SettledSteps(source, { settle }), settlements };
}

test("a whole generation settles its usage before its last step is handed on", async () => {
  const { steps, settlements } = settled([STARTED, TOKEN, { type: "done", generation: GENERATION }]);
  await steps.next(0);
  await steps.next(0);
  expect(settlements).toEqual([]);
  const last = steps.next(0).then((step) => ({ step, settlements: [...settlements] }));
  expect(await last).toEqual({ step: { type: "done", generation: GENERATION }, settlements: [GENERATION.usage] });
});

test("a caller who leaves pays for what was computed until then", async () => {
  const { steps, settlements } = settled([STARTED, TOKEN, TOKEN]);
  for (let i = 0; i < 3; i++) await steps.next(0);
  await steps.cancel();
  expect(settlements).toEqual([{ promptTokens: 7, completionTokens: 2 }]);
});

test("a generation that fails costs no tokens", async () => {
  const { steps, settlements } = settled([STARTED, TOKEN, { type: "error", error: { code: "unavailable", message: "gone" } }]);
  for (let i = 0; i < 3; i++) await steps.next(0);
  expect(settlements).toEqual([{ promptTokens: 0, completionTokens: 0 }]);
});

test("a model that changed settles nothing: another try follows", async () => {
  const { steps, settlements } = settled([{ type: "error", error: { code: "model_changed", message: "changed" } }]);
  await steps.next(0);
  expect(settlements).toEqual([]);
});
