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
  /** Told why a load failed; `cause` is what was thrown, if anything was. For the log only: callers get a fixed text. */
  onFailure(source: S, error: ServiceError, cause?: unknown): void;
  readonly clock?: Clock;
  readonly policy?: RetryPolicy;
  /** Age at which an unfinished load is given up. */
  readonly stalledMs?: number;
}

export interface LoadWait {
  /** How long this caller waits before it is answered `model_loading`; the load goes on. 0: it only starts the load. */
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

/** The tries of one source since its last success. */
interface Failures {
  readonly digest: string;
  readonly starts: readonly number[];
  readonly endedAt: number;
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
  readonly #policy: RetryPolicy;
  readonly #stalledMs: number;
  #status: LoadStatus<T> = { state: "unloaded" };
  #attempt: Attempt<T> | undefined;
  #failures: Failures | undefined;

  constructor(options: SharedLoadOptions<S, T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#policy = options.policy ?? MODEL_RETRY;
    this.#stalledMs = options.stalledMs ?? STALLED_MS;
  }

  status(): LoadStatus<T> {
    return this.#status;
  }

  /** The value of this source, loaded if need be. While the policy forbids another try: the last error, with the seconds to wait. */
  async get(source: S, wait: LoadWait): Promise<Result<T, ServiceError>> {
    const status = this.#status;
    const same = status.state !== "unloaded" && status.digest === source.digest;
    if (same && status.state === "ready") return ok(status.value);
    if (same && status.state === "loading" && this.#attempt && !this.#isStalled(this.#attempt))
      return this.#wait(this.#attempt, wait.waitMs);
    return this.#refusal(source) ?? this.#wait(this.#start(source, wait), wait.waitMs);
  }

  /** Empties the memory: the value is freed, a running load's will be when it arrives. */
  async release(): Promise<void> {
    const status = this.#status;
    this.#status = { state: "unloaded" };
    if (status.state === "ready") await this.#options.release(status.value);
  }

  #refusal(source: S): Result<T, ServiceError> | undefined {
    const failures = this.#failures;
    if (failures?.digest !== source.digest) return undefined;
    const pauseMs = nextTryAt(failures.starts, failures.endedAt, this.#policy) - this.#clock.now();
    return pauseMs > 0 ? err({ ...broken().error, retryAfterSeconds: Math.ceil(pauseMs / 1000) }) : undefined;
  }

  #isStalled(attempt: Attempt<T>): boolean {
    return this.#clock.now() - attempt.startedAt >= this.#stalledMs;
  }

  #start(source: S, wait: LoadWait): Attempt<T> {
    const before = this.#status;
    const previous = this.#attempt;
    const status: LoadStatus<T> = { state: "loading", digest: source.digest };
    this.#status = status;
    const isWanted = () => this.#status === status;
    const startedAt = this.#clock.now();
    const outcome = this.#vacate(before, previous)
      .then(() => this.#options.load(source, isWanted))
      .then((result) => this.#settle(source, startedAt, isWanted(), result))
      .catch((cause: unknown) => this.#settle(source, startedAt, isWanted(), broken(), cause))
      .finally(() => {
        if (this.#attempt === attempt) this.#attempt = undefined;
      });
    const attempt = { startedAt, outcome };
    this.#attempt = attempt;
    wait.keepAlive(outcome);
    return attempt;
  }

  /** Two models do not fit into one isolate: what is there, or on its way, goes first. */
  async #vacate(before: LoadStatus<T>, previous: Attempt<T> | undefined): Promise<void> {
    if (previous && !this.#isStalled(previous)) await this.#wait(previous, previous.startedAt + this.#stalledMs - this.#clock.now());
    if (before.state === "ready") await this.#options.release(before.value);
  }

  async #settle(
    source: S,
    startedAt: number,
    wanted: boolean,
    result: Result<T, ServiceError>,
    cause?: unknown,
  ): Promise<Result<T, ServiceError>> {
    if (!wanted) {
      if (result.ok) await this.#options.release(result.value);
      return loading();
    }
    if (result.ok) {
      this.#failures = undefined;
      this.#status = { state: "ready", digest: source.digest, value: result.value };
      return result;
    }
    const starts = this.#failures?.digest === source.digest ? this.#failures.starts.slice(1 - this.#policy.triesPerWindow) : [];
    this.#failures = {
      digest: source.digest,
      starts: [...starts, startedAt],
      endedAt: this.#clock.now(),
    };
    const told = broken();
    this.#status = { state: "failed", digest: source.digest, error: told.error };
    this.#options.onFailure(source, result.error, cause);
    return told;
  }

  #wait(attempt: Attempt<T>, waitMs: number): Promise<Result<T, ServiceError>> {
    if (waitMs <= 0) return Promise.resolve(loading());
    return new Promise((resolve) => {
      const cancel = this.#clock.after(waitMs, () => resolve(loading()));
      void attempt.outcome.then((result) => {
        cancel();
        resolve(result);
      });
    });
  }
}

/** What callers are told of any failed load: why a file is no good is the operator's to know, who finds it in the log. */
function broken() {
  return fail("unavailable", "The model could not be loaded; the reason is in the service's log. It is tried again shortly.", {
    retryAfterSeconds: 1,
  });
}

function loading() {
  return fail("model_loading", "The model is being loaded. Try again shortly.", {
    retryAfterSeconds: 2,
  });
}
