import type { Generation } from "@steadytext/core";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi, type MockInstance } from "vitest";
import type { Runtime } from "../runtime/runtime.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import { eventsOf, generationOf, PATIENT, requestOf } from "../test-support/collect.ts";
import { tinyRuntime } from "../test-support/tiny-runtime.ts";
import type { GenerationEvents } from "./generation-events.ts";

const request = requestOf({ prompt: "hello", seed: 3, temperature: 1, max_tokens: 40, raw: true });
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await PATIENT.yieldTask();
};

let runtime: Runtime;
let alone: Generation;
beforeAll(async () => {
  runtime = await tinyRuntime({ keepsPrefixes: false, speculates: false });
  alone = await generationOf(runtime.generate(request, PATIENT));
});

afterEach(() => void vi.restoreAllMocks());

const isIdle = () => expect(runtime.load).toMatchObject({ running: 0, waiting: 0, freePages: runtime.load.pages });

/** Reads `started` or a token, and so many more. */
async function readTokens(events: GenerationEvents, count: number): Promise<void> {
  for (let read = 0; read <= count; read++) expect((await events.next()).done).toBe(false);
}

describe("a shared generation", () => {
  it("gives every reader all events, whenever it joins, however slowly it reads, and computes them once", async () => {
    const reader = fc.record({
      joinsAfter: fc.nat(25),
      idles: fc.constantFrom(0, 0, 1, 7),
      leavesAfter: fc.option(fc.nat(30), { freq: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(reader, { minLength: 1, maxLength: 8 }), async (readers) => {
        const shared = runtime.share(request, "");
        const follow = async (events: GenerationEvents, { idles, leavesAfter }: (typeof readers)[number]) => {
          const read = [];
          for await (const event of events) {
            read.push(event);
            if (read.length - 1 === leavesAfter) return null;
            await turns(idles);
          }
          return read;
        };
        const first = shared.join(PATIENT);
        const others = readers.map(async (one) => {
          await turns(one.joinsAfter);
          return shared.isLive ? follow(shared.join(PATIENT), one) : null;
        });
        const whole = await eventsOf(first);
        expect(whole.at(-1)).toEqual({ type: "done", generation: alone });
        const stayed = (await Promise.all(others)).filter((read) => read !== null);
        expect(stayed).toEqual(stayed.map(() => whole));
        isIdle();
      }),
      { numRuns: 60 },
    );
  });

  it("goes on when its first reader leaves, and stops as the last one leaves", async () => {
    const shared = runtime.share(request, "");
    const [first, second] = [shared.join(PATIENT), shared.join(PATIENT)];
    await readTokens(first, 2);
    await first.return();
    await readTokens(second, 5);
    expect(runtime.load.running).toBe(1);
    await second.return();
    isIdle();
    expect(shared.isLive).toBe(false);
  });

  it("never runs more than four events ahead of the reader who is furthest, and a silent one holds nobody back", async () => {
    const shared = runtime.share(request, "");
    const silent = shared.join(PATIENT);
    const other = runtime.generate(requestOf({ prompt: "x", max_tokens: 30, raw: true }), PATIENT);
    await silent.next();
    await generationOf(other);
    expect(await generationOf(shared.join(PATIENT))).toEqual(alone);
    expect(await generationOf(silent)).toEqual(alone);
    isIdle();
  });

  it("ends for each reader at its own deadline, and as a whole at the latest one", async () => {
    let now = 0;
    const until = (deadlineMs: number) => ({ ...PATIENT, now: () => now, deadlineMs });
    const shared = runtime.share(request, "");
    const [early, late] = [shared.join(until(10)), shared.join(until(20))];
    await readTokens(late, 3);
    await readTokens(early, 3);
    now = 10;
    expect((await eventsOf(early)).at(-1)).toMatchObject({ type: "error", error: { code: "deadline_exceeded" } });
    await readTokens(late, 3);
    now = 20;
    expect((await eventsOf(late)).at(-1)).toMatchObject({ type: "error", error: { code: "deadline_exceeded" } });
    isIdle();
  });

  it("tells once that it can no longer be joined: when it is over, or when it is stopped", async () => {
    const onEnd = vi.fn<() => void>();
    await generationOf(runtime.share(request, "", onEnd).join(PATIENT));
    expect(onEnd).toHaveBeenCalledOnce();
    const stopped = runtime.share(request, "", onEnd);
    const reader = stopped.join(PATIENT);
    await readTokens(reader, 1);
    stopped.stop();
    expect(onEnd).toHaveBeenCalledTimes(2);
    expect((await eventsOf(reader)).at(-1)).toMatchObject({ type: "error", error: { code: "cancelled" } });
    expect(onEnd).toHaveBeenCalledTimes(2);
    isIdle();
  });

  it("gives null to a reader for whom nothing came in time, and loses nothing by it", async () => {
    let now = 0;
    const yieldTask = () => {
      now += 1;
      return PATIENT.yieldTask();
    };
    const hurried = { ...PATIENT, yieldTask, now: () => now, deadlineMs: 1e9 };
    const events = runtime.share(requestOf({ prompt: "y".repeat(150), max_tokens: 3, raw: true }), "").join(hurried);
    expect((await events.nextWithin(9))?.type).toBe("started");
    const waited = [];
    let event = await events.nextWithin(2);
    for (; event?.type !== "done"; event = await events.nextWithin(2)) waited.push(event);
    expect(waited).toContain(null);
    expect(waited.filter((one) => one !== null).length).toBe(event.generation.pieces.length);
  });
});

describe("a computation that fails", () => {
  const FAULT = { code: "internal", message: "The model could not compute this step" } as const;

  /** Makes the newest sequence fail, as a step does that the kernel refuses. */
  function failNewest(submit: MockInstance<Scheduler["submit"]>): void {
    const { value: sequence } = submit.mock.results.at(-1)!.value as { value: Sequence };
    (submit.mock.contexts.at(-1) as Scheduler).leave(sequence);
    sequence.task.failed(FAULT);
  }

  it("lets go of its constraint when it ends and when it is left, so that the next one finds room", async () => {
    const large = (at: number) => {
      const values = Array.from({ length: 1500 }, (_, value) => `${(value * 7919 + at) % 1500}`);
      return requestOf({ prompt: "hello", raw: true, max_tokens: 8, schema: { enum: values } });
    };
    const firstOf = async (events: GenerationEvents) => (await events.next()).value;
    const running: GenerationEvents[] = [];
    for (let at = 0; at < 8; at++) running.push(runtime.generate(large(at), PATIENT));
    const firsts = [];
    for (const events of running) firsts.push(await firstOf(events));
    expect(firsts[0]).toMatchObject({ type: "started" });
    expect(firsts.at(-1)).toMatchObject({ type: "error", error: { code: "overloaded" } });
    for (const events of running) await events.return();
    for (let at = 10; at < 18; at++) expect((await generationOf(runtime.generate(large(at), PATIENT))).finishReason).toBe("stop");
  });

  it("is begun once more for all its readers, who notice nothing; the second failure is told to all", async () => {
    const submit = vi.spyOn(Scheduler.prototype, "submit");
    const shared = runtime.share(request, "");
    const readers = [shared.join(PATIENT), shared.join(PATIENT)] as const;
    await readTokens(readers[0], 9);
    await readTokens(readers[1], 2);
    failNewest(submit);
    await readTokens(readers[0], 9);
    expect(await generationOf(shared.join(PATIENT))).toEqual(alone);
    expect(submit).toHaveBeenCalledTimes(2);

    const again = runtime.share(request, "");
    const unlucky = [again.join(PATIENT), again.join(PATIENT)] as const;
    for (const reader of unlucky) await readTokens(reader, 3);
    failNewest(submit);
    for (const reader of unlucky) await readTokens(reader, 3);
    failNewest(submit);
    for (const reader of unlucky) expect((await eventsOf(reader)).at(-1)).toEqual({ type: "error", error: FAULT });
    expect(submit).toHaveBeenCalledTimes(4);
    for (const reader of readers) await reader.return();
    isIdle();
  });
});
