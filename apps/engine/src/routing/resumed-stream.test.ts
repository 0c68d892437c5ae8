import { fail, ok, type GenerationEvent } from "@steadytext/core";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Progress } from "../replica/progress.ts";
import { resumedStream, type Reopen } from "./resumed-stream.ts";

const EVENTS: readonly GenerationEvent[] = [
  { type: "started", promptTokens: 3, prefixTokens: 0, coalesced: false, engine: "warm" },
  ...["a", "é🙂", ""].map((text, index) => ({ type: "token" as const, token: index, text, index })),
  {
    type: "done",
    generation: { text: "aé🙂", pieces: [], finishReason: "stop", stopType: "eos", usage: { promptTokens: 3, completionTokens: 3 } },
  },
];
const lines = (events: readonly GenerationEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const bytesOf = (events: readonly GenerationEvent[]) => new TextEncoder().encode(lines(events));
const BYTES = bytesOf(EVENTS);

/** A stream of these bytes in chunks cut at `cuts`, which then ends, or breaks off. */
function streamOf(bytes: Uint8Array, cuts: readonly number[] = [], end: "ends" | "breaks" = "ends"): ReadableStream<Uint8Array> {
  const at = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
  const chunks = at.slice(1).map((to, i) => bytes.slice(at[i], to));
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk !== undefined) return controller.enqueue(chunk);
        return end === "ends" ? controller.close() : controller.error(new Error("cut"));
      },
    },
    { highWaterMark: 0 },
  );
}

const never: Reopen = async () => fail("internal", "not to be called");
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();
const cutting = fc.array(fc.nat(BYTES.length), { maxLength: 8 });

describe("a resumed stream", () => {
  it("passes on an unbroken one as it is, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(cutting, async (cuts) => {
        expect(await textOf(resumedStream(streamOf(BYTES, cuts), never))).toBe(lines(EVENTS));
      }),
    );
  });

  it("holds no more memory than its lines: a chunk's buffer is freed", async () => {
    const buffer = new ArrayBuffer(4096);
    const chunk = new Uint8Array(buffer, 0, BYTES.length);
    chunk.set(BYTES);
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(chunk);
        controller.close();
      },
    });
    const kept: Uint8Array[] = [];
    for await (const line of resumedStream(source, never)) kept.push(line);
    expect(kept.map((line) => line.buffer.byteLength)).toEqual(kept.map((line) => line.length));
    expect(buffer.detached).toBe(true);
  });

  it("gives every event once, wherever the first one breaks off, by an error or an early end, and whatever its heartbeats", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(BYTES.length - 1), cutting, cutting, fc.constantFrom("ends", "breaks"), async (to, cuts, cutsAgain, how) => {
        const reopen = vi.fn<Reopen>(async () => ok(streamOf(new TextEncoder().encode(`\n${lines(EVENTS)}`), cutsAgain)));
        const text = await textOf(resumedStream(streamOf(BYTES.slice(0, to), cuts, how), reopen));
        expect(reopen).toHaveBeenCalledOnce();
        expect(text.replaceAll(/^\n/gm, "")).toBe(lines(EVENTS));
      }),
    );
  });

  it("that ends sooner the second time, by an error, says so, however much was passed on", async () => {
    const error: GenerationEvent = { type: "error", error: { code: "deadline_exceeded", message: "late" } };
    for (let told = 0; told < EVENTS.length; told++) {
      for (let again = 0; again < EVENTS.length; again++) {
        const reopen: Reopen = async () => ok(streamOf(bytesOf([...EVENTS.slice(0, again), error])));
        const text = await textOf(resumedStream(streamOf(bytesOf(EVENTS.slice(0, told)), [], "breaks"), reopen));
        expect(text).toBe(lines([...EVENTS.slice(0, Math.max(told, again)), error]));
      }
    }
  });

  it("that lasts too long the second time ends with no less than what was passed on", async () => {
    const capped = (tokens: number): GenerationEvent => {
      const progress = new Progress();
      for (const event of EVENTS.slice(0, tokens + 1)) progress.told(event);
      return progress.capped();
    };
    for (let told = 0; told <= 3; told++) {
      for (let again = 1; again <= 3; again++) {
        const reopen: Reopen = async () => ok(streamOf(bytesOf([...EVENTS.slice(0, again + 1), capped(again)])));
        const text = await textOf(resumedStream(streamOf(bytesOf(EVENTS.slice(0, told + 1)), [], "breaks"), reopen));
        const most = Math.max(told, again);
        expect(text).toBe(lines([...EVENTS.slice(0, most + 1), capped(most)]));
      }
    }
  });

  it("that breaks off after its last event has ended", async () => {
    expect(await textOf(resumedStream(streamOf(BYTES, [], "breaks"), never))).toBe(lines(EVENTS));
  });

  it("that is not opened again ends in the error that says why", async () => {
    const reopen: Reopen = async () => fail("unavailable", "The engine was interrupted: try again", { retryAfterSeconds: 1 });
    const text = await textOf(resumedStream(streamOf(BYTES.slice(0, 200), [], "breaks"), reopen));
    const told = text.trimEnd().split("\n");
    expect(JSON.parse(told.at(-1)!)).toMatchObject({ type: "error", error: { code: "unavailable", retryAfterSeconds: 1 } });
    expect(lines(EVENTS).startsWith(told.slice(0, -1).join("\n"))).toBe(true);
  });

  it("cancels the stream that it reads, also one that is just being opened", async () => {
    const cancelled = vi.fn<() => void>();
    const silent = () => new ReadableStream<Uint8Array>({ cancel: cancelled });
    await resumedStream(silent(), never).cancel("gone");
    expect(cancelled).toHaveBeenCalledOnce();

    const [begun, opening] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reopen: Reopen = async () => {
      begun.resolve();
      await opening.promise;
      return ok(silent());
    };
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("cut")) }, { highWaterMark: 0 });
    const reader = resumedStream(broken, reopen).getReader();
    const read = reader.read();
    await begun.promise;
    const leaving = reader.cancel("gone");
    opening.resolve();
    await Promise.allSettled([leaving, read]);
    await expect.poll(() => cancelled.mock.calls.length).toBe(2);
  });
});
