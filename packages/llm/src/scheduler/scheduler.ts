import { err, fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { MAX_LOGIT_ROWS, PAGE_TOKENS } from "@steadytext/kernel";
import type { PageStore } from "./page-store.ts";
import { planStep, type StepLimits } from "./plan-step.ts";
import { runStep, type Forward, type Outcome, type Share } from "./run-step.ts";
import { Sequence } from "./sequence.ts";
import type { SequenceTask } from "./sequence-task.ts";

/** Seconds after which a turned-away caller may find a place: about the time of one long generation. */
const RETRY_AFTER_SECONDS = 2;

export interface SchedulerOptions {
  readonly kernel: Forward;
  readonly pages: PageStore;
  /** Rows of one step. */
  readonly stepRows: number;
  /** Sequences that may wait for pages. */
  readonly queueLimit: number;
  /** Whether tokens are proposed ahead where the text repeats itself. */
  readonly speculates: boolean;
}

/**
 * Shares one kernel among sequences: up to eight of them go through the weights together, in steps that whoever waits for a token runs for
 * all. It holds no task of its own, since the request that would run it may vanish at any moment. A sequence's result is the same in any
 * company.
 */
export class Scheduler {
  readonly #kernel: Forward;
  readonly #pages: PageStore;
  readonly #limits: StepLimits;
  readonly #queueLimit: number;
  readonly #speculates: boolean;
  /** Oldest first, both. */
  #running: Sequence[] = [];
  #waiting: Sequence[] = [];
  #steps = 0;

  constructor({ kernel, pages, stepRows, queueLimit, speculates }: SchedulerOptions) {
    this.#kernel = kernel;
    this.#pages = pages;
    this.#limits = { rows: stepRows, logits: Math.min(stepRows, MAX_LOGIT_ROWS) };
    this.#queueLimit = queueLimit;
    this.#speculates = speculates;
  }

  get running(): number {
    return this.#running.length;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Steps that were run so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Whether every reader has read everything there is. */
  get isCaughtUp(): boolean {
    return this.#running.every(({ task }) => task.isCaughtUp());
  }

  /** Takes a task on: it gets the pages of its worst case, or waits its turn for them, first come, first served. */
  submit(task: SequenceTask): Result<Sequence, ServiceError> {
    const stopped = task.interruption();
    if (stopped !== null) return err(stopped);
    const most = task.prompt.length + task.mostNewTokens;
    const room = this.#pages.size * PAGE_TOKENS;
    if (most > room) return fail("context_length_exceeded", `${most} tokens are asked for; there is room for ${room}`);
    this.#sweep();
    const sequence = new Sequence(task, this.#speculates);
    this.#waiting.push(sequence);
    this.#admit();
    if (this.#waiting.length <= this.#queueLimit) return ok(sequence);
    this.#waiting.pop();
    return fail("overloaded", "The model is busy and its queue is full: try again shortly", { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /** Computes the next rows of all sequences that are ready. False when there were none. */
  step(): boolean {
    this.#sweep();
    this.#admit();
    const ready = this.#running.filter(({ task }) => task.isReady());
    if (ready.length === 0) return false;
    this.#steps += 1;
    const shares = this.#share(ready);
    const outcomes = runStep(this.#kernel, shares);
    shares.forEach(({ sequence }, i) => this.#settle(sequence, outcomes[i]!));
    return true;
  }

  /** Ends a sequence that nobody wants any more, wherever it is, and frees its pages at once. */
  leave(sequence: Sequence): void {
    this.#running = this.#running.filter((other) => other !== sequence);
    this.#waiting = this.#waiting.filter((other) => other !== sequence);
    sequence.lease?.release();
  }

  #share(ready: readonly Sequence[]): Share[] {
    const candidates = ready.map((sequence) => ({
      pending: sequence.pending,
      silent: sequence.silent,
      isRunning: sequence.isRunning,
      offer: sequence.offer(),
    }));
    const shares = planStep(candidates, this.#limits).map(({ rows, drafts }, i) => ({
      sequence: ready[i]!,
      rows,
      drafts: candidates[i]!.offer?.tokens.slice(0, drafts) ?? [],
    }));
    return shares.filter(({ rows }) => rows > 0);
  }

  #settle(sequence: Sequence, outcome: Outcome): void {
    if (outcome.ok && outcome.value === "going") return;
    this.leave(sequence);
    if (!outcome.ok) sequence.task.failed(outcome.error);
  }

  /** Ends every sequence whose time is over or whose caller left. */
  #sweep(): void {
    for (const sequence of [...this.#running, ...this.#waiting]) {
      const stopped = sequence.task.interruption();
      if (stopped !== null) this.#settle(sequence, err(stopped));
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#running.length < this.#limits.logits; next = this.#waiting[0]) {
      const { prompt, mostNewTokens, prefixScope, readsFrom } = next.task;
      const lease = this.#pages.lend({
        scope: prefixScope,
        tokens: prompt,
        mostTokens: prompt.length + mostNewTokens,
        mostReused: readsFrom,
      });
      if (lease === null) return;
      this.#waiting.shift();
      this.#running.push(next);
      next.admit(lease);
    }
  }
}
