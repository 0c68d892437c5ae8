import { fail, type ServiceError } from "../errors.ts";
import { err, ok, type Result } from "../result.ts";
import { systemClock, type Clock } from "./clock.ts";
import { MODEL_RETRY, nextTryAt, type RetryPolicy } from "./retry-policy.ts";

/** What is to be in memory; another digest is another thing. */
export interface LoadSource {
  readonly digest: string;
}

export interface SharedLoadOptions<S extends LoadSource, T> {
  /** Makes the value. `isWanted` turns false once nobody waits for this source any more: a long load then may stop early. */
  load(source: S, isWanted: () => boolean): Promise<Result<T, ServiceError>>;
  /** Frees a value that is replaced or came too late; the next load starts when it is done. */
  release(value: T): void | Promise<void>;
  /** Told of each failed load; `cause` is what was thrown, if anything was. For the log only. */
  onFailure(source: S, error: ServiceError, cause?: unknown): void;
  readonly clock?: Clock;
  readonly policy?: RetryPolicy;
  /** Age at which an unfinished load is given up. */
  readonly stalledMs?: number;
}

export interface LoadWait {
  /** How long this caller waits before it is answered `model_loading`; the load goes on. */
  readonly waitMs: number;
  /** Keeps the runtime working on a promise after the caller is answered or gone, e.g. `ctx.waitUntil`. */
  keepAlive(work: Promise<unknown>): void;
}

export type LoadStatus<T> =
  | { readonly state: "unloaded" }
  | { readonly state: "loading"; readonly digest: string }
  | { readonly state: "ready"; readonly digest: string; readonly value: T }
  | { readonly state: "failed"; readonly digest: string; readonly error: ServiceError };

interface Attempt<T> {
  readonly startedAt: number;
  readonly outcome: Promise<Result<T, ServiceError>>;
}

/** Starting request's longest wait plus the 30 s that a Worker may work after it: an older load belongs to a request that is gone. */
const STALLED_MS = 45_000;

/**
 * One value in memory, loaded once for all who ask at the same time. A failed load is named, tried again by the policy, and never sticks;
 * a source with another digest replaces the value. Callers race the load with a timer of their own, since in a Worker a promise of a
 * request that was cancelled may stay pending for ever.
 */
export class SharedLoad<S extends LoadSource, T> {
  readonly #options: SharedLoadOptions<S, T>;
  readonly #clock: Clock;
  #status: LoadStatus<T> = { state: "unloaded" };
  #attempt: Attempt<T> | undefined;
  #failedStarts: number[] = [];
  #failedAt = 0;

  constructor(options: SharedLoadOptions<S, T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  status(): LoadStatus<T> {
    return this.#status;
  }

  /** The value of this source, loaded if need be. While the policy forbids another try: the last error, with the seconds to wait. */
  async get(source: S, wait: LoadWait): Promise<Result<T, ServiceError>> {
    const status = this.#status;
    const same = status.state !== "unloaded" && status.digest === source.digest;
    if (same && status.state === "ready") return ok(status.value);
    if (same && status.state === "loading" && this.#attempt && !this.#isStalled(this.#attempt)) return this.#wait(this.#attempt, wait.waitMs);
    if (same && status.state === "failed") {
      const pauseMs = nextTryAt(this.#failedStarts, this.#failedAt, this.#options.policy ?? MODEL_RETRY) - this.#clock.now();
      if (pauseMs > 0) return err({ ...status.error, retryAfterSeconds: Math.ceil(pauseMs / 1000) });
    }
    if (!same) this.#failedStarts = [];
    return this.#wait(this.#start(source, wait), wait.waitMs);
  }

  /** Empties the memory: the value is freed, a running load's will be when it arrives. */
  async release(): Promise<void> {
    const status = this.#status;
    this.#status = { state: "unloaded" };
    if (status.state === "ready") await this.#options.release(status.value);
  }

  #isStalled(attempt: Attempt<T>): boolean {
    return this.#clock.now() - attempt.startedAt >= (this.#options.stalledMs ?? STALLED_MS);
  }

  #start(source: S, wait: LoadWait): Attempt<T> {
    const before = this.#status;
    const previous = this.#attempt;
    const status: LoadStatus<T> = { state: "loading", digest: source.digest };
    this.#status = status;
    const isWanted = () => this.#status === status;
    const attempt = { startedAt: this.#clock.now(), outcome: this.#run(source, isWanted, before, previous) };
    this.#attempt = attempt;
    wait.keepAlive(attempt.outcome);
    return attempt;
  }

  async #run(source: S, isWanted: () => boolean, before: LoadStatus<T>, previous: Attempt<T> | undefined): Promise<Result<T, ServiceError>> {
    const startedAt = this.#clock.now();
    // Two models do not fit into one isolate: what was there goes first.
    if (previous && !this.#isStalled(previous)) await this.#wait(previous, previous.startedAt + (this.#options.stalledMs ?? STALLED_MS) - startedAt);
    if (before.state === "ready") await this.#options.release(before.value);
    const { result, cause } = await this.#load(source, isWanted);
    if (!isWanted()) {
      if (result.ok) await this.#options.release(result.value);
      return loading();
    }
    if (result.ok) {
      this.#failedStarts = [];
      this.#status = { state: "ready", digest: source.digest, value: result.value };
      return result;
    }
    this.#failedStarts.push(startedAt);
    this.#failedAt = this.#clock.now();
    this.#status = { state: "failed", digest: source.digest, error: result.error };
    this.#options.onFailure(source, result.error, cause);
    return result;
  }

  async #load(source: S, isWanted: () => boolean): Promise<{ result: Result<T, ServiceError>; cause?: unknown }> {
    try {
      return { result: await this.#options.load(source, isWanted) };
    } catch (cause) {
      return { result: fail("unavailable", "The model could not be loaded. The operator finds the reason in the log."), cause };
    }
  }

  #wait(attempt: Attempt<T>, waitMs: number): Promise<Result<T, ServiceError>> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(waitMs, () => resolve(loading()));
      void attempt.outcome.then((result) => {
        cancel();
        resolve(result);
      });
    });
  }
}

function loading() {
  return fail("model_loading", "The model is being loaded. Try again shortly.", { retryAfterSeconds: 2 });
}
