import type { Generation } from "@steadytext/core";
import { expect, test } from "vitest";
import type { ReadStep } from "./event-reader.ts";
import { readWhole } from "./read-whole.ts";

const generation: Generation = {
  text: "a",
  pieces: [{ token: 1, text: "a" }],
  finishReason: "length",
  stopType: "limit",
  usage: { promptTokens: 1, completionTokens: 1 },
};
const steps = (all: ReadStep[]) => ({ next: async () => all.shift() as ReadStep, cancel: async () => undefined });
const STARTED: ReadStep = { type: "started", promptTokens: 1, prefixTokens: 64, coalesced: true, engine: "cold" };

test("tells the generation, and how it came about", async () => {
  const read = await readWhole(
    steps([{ type: "waiting" }, STARTED, { type: "token", index: 0, token: 1, text: "a" }, { type: "done", generation }]),
  );
  expect(read).toEqual({ ok: true, value: { generation, computation: { prefixTokens: 64, coalesced: true, engine: "cold" } } });
});

test("a generation that was cut by the time it took is no whole answer, so that equal requests never get different bytes", async () => {
  expect(await readWhole(steps([STARTED, { type: "capped", generation }]))).toMatchObject({
    ok: false,
    error: { code: "deadline_exceeded" },
  });
});
