import type { GenerationEvent } from "@steadytext/core";
import type { GenerationEvents, ModelEvent } from "@steadytext/llm";
import { describe, expect, it, vi } from "vitest";
import { eventStream } from "./event-stream.ts";

const token = (index: number): ModelEvent => ({ type: "token", index, token: index, text: `t${index}` });
const STARTED: ModelEvent = { type: "started", promptTokens: 2, prefixTokens: 0 };

/** A generation that tells these events, then nothing more. */
function scripted(events: ModelEvent[]) {
  const stopped = vi.fn<() => void>();
  const source = {
    nextWithin: async (ms: number) => {
      const event = events.shift();
      if (event === undefined) await scheduler.wait(Math.min(ms, 10));
      return event ?? null;
    },
    return: async () => {
      stopped();
      return { done: true, value: undefined };
    },
  } as unknown as GenerationEvents;
  return { source, stopped };
}

const options = {
  host: { pulled: () => undefined },
  coalesced: true,
  engine: "cold",
  timeoutMs: 60_000,
  maxStreamMs: 60_000,
  streamedMs: 0,
} as const;

async function told(stream: ReadableStream<Uint8Array>): Promise<GenerationEvent[]> {
  const text = await new Response(stream).text();
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as GenerationEvent]));
}

describe("a stream of events", () => {
  it("says with the first one how it came about", async () => {
    const { source } = scripted([STARTED, { type: "error", error: { code: "internal", message: "x" } }]);
    expect((await told(eventStream({ ...options, events: source })))[0]).toEqual({ ...STARTED, coalesced: true, engine: "cold" });
  });

  /** The tokens of each write. */
  async function writes(stream: ReadableStream<Uint8Array>): Promise<number[]> {
    const counts: number[] = [];
    for await (const chunk of stream) counts.push(new TextDecoder().decode(chunk).split('"type":"token"').length - 1);
    return counts;
  }

  it("writes the first token alone, and then up to three together", async () => {
    const tokens = Array.from({ length: 8 }, (_, i) => token(i));
    const { source } = scripted([STARTED, ...tokens, { type: "error", error: { code: "internal", message: "x" } }]);
    expect(await writes(eventStream({ ...options, events: source }))).toEqual([0, 1, 3, 3, 1, 0]);
  });

  it("keeps no token back for long where the next one does not come", async () => {
    const { source } = scripted([STARTED, token(0), token(1), token(2)]);
    const reader = eventStream({ ...options, events: source }).getReader();
    const decoder = new TextDecoder();
    const read = async () => decoder.decode((await reader.read()).value);
    await read();
    await read();
    expect(await read()).toBe([token(1), token(2)].map((event) => `${JSON.stringify(event)}\n`).join(""));
    expect(await read()).toBe("\n");
    await reader.cancel();
  });

  it("that has lasted as long as it may ends with what it told, and stops the generation", async () => {
    const { source, stopped } = scripted([STARTED, token(0), token(1)]);
    const events = await told(eventStream({ ...options, events: source, maxStreamMs: 30 }));
    const usage = { promptTokens: 2, completionTokens: 2 };
    expect(events.at(-1)).toMatchObject({ type: "capped", generation: { text: "t0t1", finishReason: "length", stopType: "limit", usage } });
    expect(stopped).toHaveBeenCalledOnce();
  });

  it("has the time that another replica's part of it has left", async () => {
    const { source } = scripted([STARTED, token(0), token(1)]);
    const events = await told(eventStream({ ...options, events: source, streamedMs: 60_000 }));
    expect(events.at(-1)).toMatchObject({ type: "capped", generation: { text: "t0" } });
  });

  it("that has told no token by then has nothing to end with, and waits for its deadline", async () => {
    const { source } = scripted([STARTED]);
    const reader = eventStream({ ...options, events: source, maxStreamMs: 0 }).getReader();
    const decoder = new TextDecoder();
    const read = async () => decoder.decode((await reader.read()).value);
    expect(JSON.parse(await read())).toMatchObject({ type: "started" });
    for (let i = 0; i < 3; i++) expect(await read()).toBe("\n");
    await reader.cancel();
  });
});
