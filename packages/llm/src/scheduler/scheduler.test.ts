import { err, ok, type ServiceError } from "@steadytext/core";
import type { Row } from "@steadytext/kernel";
import { describe, expect, it } from "vitest";
import { PageStore } from "./page-store.ts";
import { Scheduler } from "./scheduler.ts";
import type { SequenceTask } from "./sequence-task.ts";

const PAGES = 4;

/** A task that adds `news` tokens behind a prompt, and writes down what happens to it. */
class Task implements SequenceTask {
  readonly prompt: readonly number[];
  readonly mostNewTokens: number;
  readonly prefixScope = "";
  readonly readsFrom: number;
  readonly speculates = false;
  readonly log: string[] = [];
  stopped: ServiceError | null = null;
  rests = false;

  constructor(promptTokens: number, news = 10) {
    this.prompt = Array.from({ length: promptTokens }, (_, i) => i);
    this.mostNewTokens = news;
    this.readsFrom = promptTokens - 1;
  }

  interruption = () => this.stopped;
  allowed = () => undefined;
  isReady = () => !this.rests;
  isCaughtUp = () => !this.rests;
  started = () => void this.log.push("started");
  failed = ({ code }: ServiceError) => void this.log.push(code);

  read(_: number, position: number) {
    this.log.push(`read ${position}`);
    return ok(position + 2 < this.prompt.length + this.mostNewTokens ? [7] : null);
  }
}

/** A kernel that only writes down how many rows it was given; rows of token `poison` fail the whole step. */
function open({ queueLimit = 2, poison = -1, pageCount = PAGES } = {}) {
  const steps: number[] = [];
  const pages = new PageStore({ pages: pageCount, keepsPrefixes: false });
  const forward = (rows: readonly Row[]) => {
    steps.push(rows.length);
    return rows.some(({ token }) => token === poison) ? err({ code: "non_finite_logits", message: "" } as const) : ok(undefined);
  };
  return { scheduler: new Scheduler({ kernel: { forward }, pages, stepRows: 16, queueLimit, speculates: true }), steps, pages };
}

const LATE: ServiceError = { code: "deadline_exceeded", message: "" };

describe("the scheduler", () => {
  it("lets a running stream have its token in every step of a long prompt beside it", () => {
    const { scheduler, steps } = open();
    const [stream, prompt] = [new Task(1, 20), new Task(100)];
    scheduler.submit(stream);
    scheduler.step();
    scheduler.submit(prompt);
    for (let i = 0; i < 7; i++) scheduler.step();
    expect(stream.log).toEqual(["started", ...Array.from({ length: 8 }, (_, i) => `read ${i}`)]);
    expect(prompt.log).toEqual(["started", "read 99"]);
    expect(steps).toEqual([1, 16, 16, 16, 16, 16, 16, 11]);
  });

  it("admits in order: what is small does not pass what is large", () => {
    const { scheduler, pages } = open();
    const [running, large, small] = [new Task(100, 28), new Task(200, 56), new Task(1, 1)];
    const sequence = scheduler.submit(running);
    scheduler.submit(large);
    scheduler.submit(small);
    scheduler.step();
    expect([large.log, small.log, scheduler.waiting, pages.available]).toEqual([[], [], 2, 2]);
    if (sequence.ok) scheduler.leave(sequence.value);
    scheduler.step();
    expect([large.log, small.log]).toEqual([["started"], []]);
  });

  it("turns away at once whom the queue has no place for, and what can never fit", () => {
    const { scheduler } = open({ queueLimit: 1 });
    const whole = () => scheduler.submit(new Task(1, PAGES * 64 - 1));
    expect([whole(), whole(), whole()]).toMatchObject([
      { ok: true },
      { ok: true },
      { ok: false, error: { code: "overloaded", retryAfterSeconds: 2 } },
    ]);
    expect(scheduler.submit(new Task(1, PAGES * 64))).toMatchObject({ ok: false, error: { code: "context_length_exceeded" } });
  });

  it("frees the pages of what is late, queued or running, and finds its place free for the next", () => {
    const { scheduler, pages } = open({ queueLimit: 1 });
    const [running, queued] = [new Task(1, 255), new Task(1, 255)];
    scheduler.submit(running);
    scheduler.submit(queued);
    queued.stopped = LATE;
    const next = new Task(1, 255);
    expect(scheduler.submit(next).ok).toBe(true);
    expect(queued.log).toEqual(["deadline_exceeded"]);
    running.stopped = LATE;
    scheduler.step();
    expect(running.log).toEqual(["started", "deadline_exceeded"]);
    expect(next.log).toEqual(["started", "read 0"]);
    next.stopped = LATE;
    expect(scheduler.step()).toBe(false);
    expect(pages.available).toBe(PAGES);
  });

  it("refuses a task that is late before it begins", () => {
    const { scheduler } = open();
    const task = new Task(1);
    task.stopped = LATE;
    expect(scheduler.submit(task)).toEqual(err(LATE));
    expect(task.log).toEqual([]);
  });

  it("leaves out a sequence whose reader is behind, and computes nothing for nobody", () => {
    const { scheduler, steps } = open();
    const [slow, quick] = [new Task(1), new Task(1)];
    scheduler.submit(slow);
    scheduler.submit(quick);
    scheduler.step();
    slow.rests = true;
    scheduler.step();
    expect([slow.log.length, quick.log.length]).toEqual([2, 3]);
    quick.rests = true;
    expect(scheduler.step()).toBe(false);
    expect(steps).toEqual([2, 1]);
  });

  it("takes eight sequences through a step, and the ninth when one has left", () => {
    const { scheduler, steps, pages } = open({ queueLimit: 9, pageCount: 9 });
    for (let i = 0; i < 9; i++) scheduler.submit(new Task(1, 2));
    while (scheduler.step());
    expect(steps).toEqual([8, 8, 1, 1]);
    expect(pages.available).toBe(9);
  });

  it("fails the sequence alone that the model cannot compute, not its neighbours", () => {
    const { scheduler, pages } = open({ poison: 5 });
    const [good, bad] = [new Task(3), new Task(6)];
    scheduler.submit(good);
    scheduler.submit(bad);
    scheduler.step();
    expect(good.log).toEqual(["started", "read 2"]);
    expect(bad.log).toEqual(["started", "internal"]);
    expect(pages.available).toBe(PAGES - 1);
  });
});
