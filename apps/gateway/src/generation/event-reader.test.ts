import type { Generation, GenerationEvent } from "@steadytext/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GenerationEventReader } from "./event-reader.ts";

const GENERATION: Generation = {
  text: "a🕰️",
  pieces: [
    { token: 1, text: "a" },
    { token: 2, text: "🕰️" },
  ],
  finishReason: "stop",
  stopType: "eos",
  usage: { promptTokens: 1, completionTokens: 2 },
};

const EVENTS: readonly GenerationEvent[] = [
  { type: "token", token: 1, text: "a", index: 0 },
  { type: "token", token: 2, text: "🕰️", index: 1 },
  { type: "done", generation: GENERATION },
];

function lines(events: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

function reader(stream: ReadableStream<Uint8Array>, deadlineAt = Number.POSITIVE_INFINITY) {
  const onBroken = vi.fn<(cause: unknown) => void>();
  return { events: new GenerationEventReader(stream, { deadlineAt, onBroken }), onBroken };
}

const SILENT = (onCancel?: () => void): ReadableStream<Uint8Array> => new ReadableStream({ cancel: () => onCancel?.() });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("GenerationEventReader", () => {
  test("reads the same events however the bytes are cut", async () => {
    const bytes = lines(EVENTS);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const { events, onBroken } = reader(streamOf(at.slice(1).map((end, i) => bytes.subarray(at[i], end))));
        for (const event of EVENTS) expect(await events.next(1000)).toEqual(event);
        expect(onBroken).not.toHaveBeenCalled();
      }),
    );
  });

  test.each([
    ["ends early", streamOf([lines(EVENTS.slice(0, 1))])],
    ["is cut inside a line", streamOf([lines(EVENTS.slice(0, 1)), lines(EVENTS).subarray(-9, -2)])],
    ["holds something else", streamOf([lines([...EVENTS.slice(0, 1), { type: "other" }])])],
    ["is no UTF-8", streamOf([lines(EVENTS.slice(0, 1)), Uint8Array.of(0xff, 0x0a)])],
    ["has a result whose pieces do not add up", streamOf([lines([EVENTS[0], { type: "done", generation: { ...GENERATION, text: "b" } }])])],
  ])("a stream that %s ends in an error event, and its cause is told", async (_name, stream) => {
    const { events, onBroken } = reader(stream);
    expect(await events.next(1000)).toEqual(EVENTS[0]);
    expect(await events.next(1000)).toMatchObject({ type: "error", error: { code: "unavailable" } });
    expect(onBroken).toHaveBeenCalledOnce();
  });

  test("a wait that ends loses nothing of what comes later", async () => {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const { events } = reader(new ReadableStream({ start: (own) => void (controller = own) }));
    const waiting = events.next(1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waiting).toEqual({ type: "waiting" });
    controller?.enqueue(lines(EVENTS));
    for (const event of EVENTS) expect(await events.next(1000)).toEqual(event);
  });

  test("a wait ends in time also while the engine keeps saying that it works, so that pings go out every 15 s", async () => {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const { events } = reader(new ReadableStream({ start: (own) => void (controller = own) }), Date.now() + 60_000);
    const heartbeat = setInterval(() => controller?.enqueue(new TextEncoder().encode("\n")), 250);
    const waited = vi.fn<(step: unknown) => void>();
    void events.next(15_000).then(waited);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(waited).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10);
    expect(waited).toHaveBeenCalledWith({ type: "waiting" });
    clearInterval(heartbeat);
    controller?.enqueue(lines(EVENTS));
    expect(await events.next(1000)).toEqual(EVENTS[0]);
  });

  test("an engine that stays silent past the deadline is given up and cancelled", async () => {
    const onCancel = vi.fn<() => void>();
    const { events } = reader(SILENT(onCancel), Date.now() + 1500);
    const steps = [];
    for (let i = 0; i < 2; i++) {
      const step = events.next(1000);
      await vi.advanceTimersByTimeAsync(1000);
      steps.push(await step);
    }
    expect(steps).toMatchObject([{ type: "waiting" }, { type: "error", error: { code: "deadline_exceeded" } }]);
    expect(onCancel).toHaveBeenCalledOnce();
  });

  test("cancelling reaches the source and is not told as a fault", async () => {
    const onCancel = vi.fn<() => void>();
    const { events, onBroken } = reader(SILENT(onCancel));
    const pending = events.next(1000);
    await events.cancel("gone");
    await pending;
    expect(onCancel).toHaveBeenCalledOnce();
    expect(onBroken).not.toHaveBeenCalled();
  });
});
