import type { GenerationHost, Runtime } from "@steadytext/llm";
import type { SharedTurn } from "./shared-turn.ts";

/**
 * A reader whose events are pulled over RPC. The way of an event to its reader and back is a turn of the event loop by itself, so the first
 * step after a pull needs no other one, unless a reader beside it is still on its way: then all are to have read before the next step, which
 * has a row for each. A timer costs more than its time: whoever sleeps waits for a processor again; so those who wait share one. That way from
 * Worker to Worker looks at no socket, though, so now and then everybody waits for a whole turn. A caller who goes away returns the iterator
 * of the events, so nothing is asked for cancellation.
 */
export class PullHost implements GenerationHost {
  readonly deadlineMs: number;
  readonly #runtime: Pick<Runtime, "isCaughtUp" | "steps">;
  readonly #turn: SharedTurn;
  #hasTurned = false;

  constructor(deadlineMs: number, runtime: Pick<Runtime, "isCaughtUp" | "steps">, turn: SharedTurn) {
    this.deadlineMs = deadlineMs;
    this.#runtime = runtime;
    this.#turn = turn;
  }

  /** The reader asks for its next event. */
  pulled(): void {
    this.#hasTurned = true;
  }

  cancelled(): boolean {
    return false;
  }

  now(): number {
    return Date.now();
  }

  async yieldTask(): Promise<void> {
    const isFree = this.#hasTurned && this.#runtime.isCaughtUp && !this.#turn.isDue(this.#runtime.steps);
    this.#hasTurned = false;
    if (!isFree) await this.#turn.next();
  }

  async pause(ms: number): Promise<void> {
    await scheduler.wait(ms);
  }
}
