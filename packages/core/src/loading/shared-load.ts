import { fail, type ServiceError } from "../errors.ts";
import { err, ok, type Result } from "../result.ts";
import { systemClock, type Clock } from "./clock.ts";
import { LoadFailures } from "./load-failures.ts";
import { MODEL_RETRY, type RetryPolicy } from "./retry-policy.ts";

/** What is to be in memory; another digest is another thing. */
export interface LoadSource {
  readonly digest: string;
}

export interface SharedLoadOptions<S extends LoadSource, T> {
  /** Makes the value. `isWanted` turns false once nobody waits for this source any more: a long load then may stop early. */
  load(source: S, isWanted: () => boolean): Promise<Result<T, ServiceError>>;
  /** Whether somebody still works with a value that is to be replaced: it is released only when nobody does. */
  isBusy?(value: T): boolean;
  /** Frees a value that is replaced or came too late; the next load starts when it is done. */
  release(value: T): void | Promise<void>;
  /** Told why a load failed; `cause` is what was thrown, if anything was. For the log only: callers get a fixed text. */
  onFailure(source: S, error: ServiceError, cause?: unknown): void;
  readonly clock?: Clock;
  readonly policy?: RetryPolicy;
  /** Time without a sign of life after which an unfinished load is given up. */
  readonly stalledMs?: number;
}

/** Why something is loaded: for a caller who waits for it, or ahead of one. */
export type LoadCause = "request" | "warm";

export interface LoadWait {
  /** How long this caller waits before it is answered `model_loading`; the load goes on. 0: it only starts the load. */
  readonly waitMs: number;
  /** Keeps the runtime working on a promise after the caller is answered or gone, e.g. `ctx.waitUntil`. */
  keepAlive(work: Promise<unknown>): void;
}

export type LoadStatus<T> =
  | { readonly state: "unloaded" | "loading" }
  | { readonly state: "ready"; readonly value: T; readonly loadMs: number; readonly cause: LoadCause }
  | { readonly state: "failed"; readonly error: ServiceError; readonly fault: string };

interface Current<S, T> {
  readonly source: S;
  readonly digest: string;
  readonly value: T;
  readonly loadMs: number;
  readonly cause: LoadCause;
  /** Callers who waited for it and have not taken it yet. */
  unclaimed: number;
  /** When they were told that it is there. */
  readyAt: number;
}

interface Attempt<S, T> {
  readonly source: S;
  readonly digest: string;
  readonly cause: LoadCause;
  outcome: Promise<Result<T, ServiceError>>;
  waiting: number;
  /** From when on those who wait put up no longer with new work for what is in memory: half their patience. */
  overdueAt: number;
  /** When it last gave a sign of life. */
  aliveAt: number;
}

/** Starting request's longest wait plus the 30 s that a Worker may work after it: an older load belongs to a request that is gone. */
const STALLED_MS = 45_000;
/** How long callers who waited have the value kept for them: their turn comes in milliseconds, unless they are gone. */
const CLAIM_MS = 1000;
/** How often those who wait for their turn look. A look is cheap, and a promise of a request that vanished may stay pending for ever. */
const LOOK_MS = 20;
/** Sources that may wait for their turn at once. */
const MOST_ATTEMPTS = 4;

/**
 * One value in memory, loaded once for all who ask at the same time. Sources have their turn one after the other: what is in memory goes on
 * to its end and is freed before the next is loaded, and what others wait for is not taken from them. While it is in use it is given to new
 * callers for half the patience of those who wait for the next source, and again once those are gone, so that nobody is refused for long
 * over a request that nobody waits for. A failed load is named, tried again by the policy, and never sticks. Callers wait with timers of
 * their own.
 */
export class SharedLoad<S extends LoadSource, T> {
  readonly #options: SharedLoadOptions<S, T>;
  readonly #clock: Clock;
  readonly #stalledMs: number;
  readonly #failures: LoadFailures;
  /** In the order of their turns, by digest. */
  readonly #attempts = new Map<string, Attempt<S, T>>();
  #current: Current<S, T> | null = null;

  constructor(options: SharedLoadOptions<S, T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#stalledMs = options.stalledMs ?? STALLED_MS;
    this.#failures = new LoadFailures(options.policy ?? MODEL_RETRY);
  }

  /** How things stand with a source. */
  status(digest: string): LoadStatus<T> {
    if (this.#attempts.has(digest)) return { state: "loading" };
    if (this.#current?.digest === digest) {
      const { value, loadMs, cause } = this.#current;
      return { state: "ready", value, loadMs, cause };
    }
    const failure = this.#failures.last(digest);
    return failure === undefined ? { state: "unloaded" } : { state: "failed", error: broken().error, fault: failure };
  }

  /** What was asked for last and is in memory, on its way there or waiting for its turn; null when there is nothing. */
  get latestSource(): S | null {
    this.#dropStalled();
    return [...this.#attempts.values()].at(-1)?.source ?? this.#current?.source ?? null;
  }

  /** The value of this source, loaded if need be. While the policy forbids another try: the last error, with the seconds to wait. */
  async get(source: S, wait: LoadWait): Promise<Result<T, ServiceError>> {
    this.#dropStalled();
    const current = this.#current;
    if (current?.digest === source.digest && !this.#isLeaving(current)) return ok(current.value);
    const attempt = this.#attempts.get(source.digest);
    if (attempt !== undefined) return this.#wait(attempt, wait.waitMs);
    const pauseMs = this.#failures.pauseMs(source.digest, this.#clock.now());
    if (pauseMs > 0) return err({ ...broken().error, retryAfterSeconds: Math.ceil(pauseMs / 1000) });
    if (this.#attempts.size >= MOST_ATTEMPTS) return loading();
    return this.#wait(this.#start(source, wait), wait.waitMs);
  }

  /** Empties the memory at once: the value is freed, a running load's will be when it arrives. */
  async release(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    this.#attempts.clear();
    if (current !== null) await this.#options.release(current.value);
  }

  #start(source: S, wait: LoadWait): Attempt<S, T> {
    const cause = wait.waitMs > 0 ? "request" : "warm";
    const attempt: Attempt<S, T> = {
      source,
      digest: source.digest,
      cause,
      waiting: 0,
      overdueAt: Infinity,
      aliveAt: this.#clock.now(),
      outcome: Promise.resolve(loading()),
    };
    this.#attempts.set(source.digest, attempt);
    attempt.outcome = this.#run(source, attempt);
    wait.keepAlive(attempt.outcome);
    return attempt;
  }

  async #run(source: S, attempt: Attempt<S, T>): Promise<Result<T, ServiceError>> {
    while (this.#isQueued(attempt) && !this.#hasTurn(attempt)) await this.#look(attempt);
    if (!this.#isWanted(attempt)) return this.#drop(attempt);
    if (this.#current?.digest === attempt.digest) return this.#keep(attempt, this.#current);
    if (!(await this.#vacate(attempt))) return this.#drop(attempt);
    const startedAt = this.#clock.now();
    try {
      const loaded = await this.#options.load(source, () => this.#isWanted(attempt));
      return await this.#settle(source, attempt, startedAt, loaded);
    } catch (cause) {
      return this.#settle(source, attempt, startedAt, broken(), cause);
    }
  }

  /** First in the queue, or the one before has given no sign of life for too long. */
  #hasTurn(attempt: Attempt<S, T>): boolean {
    this.#dropStalled();
    const [first] = this.#attempts.values();
    return first === attempt;
  }

  #isQueued(attempt: Attempt<S, T>): boolean {
    return this.#attempts.get(attempt.digest) === attempt;
  }

  /** As long as somebody waits for it, or nobody waits for anything else. Asking is a sign of life. */
  #isWanted(attempt: Attempt<S, T>): boolean {
    attempt.aliveAt = this.#clock.now();
    return this.#isQueued(attempt) && (attempt.waiting > 0 || [...this.#attempts.keys()].at(-1) === attempt.digest);
  }

  #dropStalled(): void {
    const deadline = this.#clock.now() - this.#stalledMs;
    for (const [digest, { aliveAt }] of this.#attempts) if (aliveAt <= deadline) this.#attempts.delete(digest);
  }

  #drop(attempt: Attempt<S, T>): Result<T, ServiceError> {
    if (this.#isQueued(attempt)) this.#attempts.delete(attempt.digest);
    return loading();
  }

  /**
   * Two models do not fit into one isolate: what is there ends its work and goes first. False when those who waited have left before it did;
   * what nobody waited for from the outset, such as a version that was activated, goes on to wait for its chance.
   */
  async #vacate(attempt: Attempt<S, T>): Promise<boolean> {
    const current = this.#current;
    if (current === null) return true;
    while (this.#isInUse(current)) {
      await this.#look(attempt);
      const isLeft = attempt.cause === "request" && attempt.waiting === 0;
      if (this.#current !== current || isLeft || !this.#isWanted(attempt)) return false;
    }
    this.#current = null;
    await this.#options.release(current.value);
    return true;
  }

  /** Another source gave its turn up: what was to leave stays, for those who ask for it and waited. */
  #keep(attempt: Attempt<S, T>, current: Current<S, T>): Result<T, ServiceError> {
    this.#attempts.delete(attempt.digest);
    current.unclaimed += attempt.waiting;
    current.readyAt = this.#clock.now();
    return ok(current.value);
  }

  /** Whether another source has its turn and has waited long enough: nobody new gets this value. */
  #isLeaving({ digest }: Current<S, T>): boolean {
    const [first] = this.#attempts.values();
    return first !== undefined && first.digest !== digest && first.overdueAt <= this.#clock.now();
  }

  #isInUse({ value, unclaimed, readyAt }: Current<S, T>): boolean {
    const isClaimable = unclaimed > 0 && this.#clock.now() - readyAt < CLAIM_MS;
    return isClaimable || (this.#options.isBusy?.(value) ?? false);
  }

  #look(attempt: Attempt<S, T>): Promise<void> {
    attempt.aliveAt = this.#clock.now();
    return new Promise((resolve) => void this.#clock.after(LOOK_MS, resolve));
  }

  async #settle(
    source: S,
    attempt: Attempt<S, T>,
    startedAt: number,
    result: Result<T, ServiceError>,
    cause?: unknown,
  ): Promise<Result<T, ServiceError>> {
    const { digest } = source;
    if (!this.#isQueued(attempt) || this.#current !== null || !this.#isWanted(attempt)) {
      if (result.ok) await this.#options.release(result.value);
      return this.#drop(attempt);
    }
    this.#attempts.delete(digest);
    const now = this.#clock.now();
    if (result.ok) {
      this.#failures.forget(digest);
      const { waiting: unclaimed, cause: why } = attempt;
      this.#current = { source, digest, value: result.value, readyAt: now, loadMs: now - startedAt, cause: why, unclaimed };
      return result;
    }
    const fault = result.error.details?.["fault"];
    this.#failures.add(digest, { startedAt, endedAt: now, fault: typeof fault === "string" ? fault : "unexpected" });
    this.#options.onFailure(source, result.error, cause);
    return broken();
  }

  async #wait(attempt: Attempt<S, T>, waitMs: number): Promise<Result<T, ServiceError>> {
    if (waitMs <= 0) return loading();
    if (attempt.waiting === 0) attempt.overdueAt = this.#clock.now() + waitMs / 2;
    attempt.waiting += 1;
    let cancel: () => void = () => undefined;
    const late = new Promise<Result<T, ServiceError>>((resolve) => {
      cancel = this.#clock.after(waitMs, () => resolve(loading()));
    });
    const result = await Promise.race([attempt.outcome, late]);
    cancel();
    attempt.waiting -= 1;
    if (attempt.waiting === 0) attempt.overdueAt = Infinity;
    const current = this.#current;
    if (!result.ok || current === null || current.value !== result.value) return result.ok ? loading() : result;
    current.unclaimed -= 1;
    return result;
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
