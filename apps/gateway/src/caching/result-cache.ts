import type { CacheEntry, CacheScope, CacheService, Result, ServiceError } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import { withDeadline, type Within } from "../services/with-deadline.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";

/** How the cache is asked. */
interface Asking {
  /** Of a failure, for the log. */
  readonly event: string;
  readonly timeoutMs: number;
  readonly within?: Within | undefined;
}

/** Longer than a look-up takes, shorter than any computation it could save. */
const READ: Asking = { event: "cache_read_failed", timeoutMs: 200 };
/** Work after an answer is cut off by the platform after 30 s. */
const WRITE: Asking = { event: "cache_write_failed", timeoutMs: 25_000 };
const BREAKER = { failures: 5, openMs: 10_000 };

/** What `x-steadytext-cache` says: `BYPASS` where the cache was not asked, or did not answer. */
export type CacheStatus = "HIT" | "MISS" | "COALESCED" | "BYPASS";

/** The part of the cache's service that answers requests. */
type ResultStore = Pick<CacheService, "get" | "getMany" | "put" | "putMany">;

/** The cache as the gateway needs it: whatever goes wrong in it is a `bypass`, never an error. */
export class ResultCache {
  readonly #service: ResultStore;
  readonly #onFailure: () => void;
  readonly #breaker = new CircuitBreaker(BREAKER);

  /** @param onFailure told of each call that failed or took too long; the cause goes to the log */
  constructor(service: ResultStore, onFailure: () => void) {
    this.#service = service;
    this.#onFailure = onFailure;
  }

  /** The value, or null where there is none. */
  get(scope: CacheScope, digest: string, within?: Within): Promise<Uint8Array | null | "bypass"> {
    return this.#ask({ ...READ, within }, () => this.#service.get(scope, digest));
  }

  /** Values in the digests' order, null where there is none. */
  getMany(scope: CacheScope, digests: readonly string[], within?: Within): Promise<readonly (Uint8Array | null)[] | "bypass"> {
    return this.#ask({ ...READ, within }, () => this.#service.getMany(scope, digests));
  }

  /** Stores one result; a failure is logged and forgotten. */
  async put(entry: CacheEntry): Promise<void> {
    await this.#ask(WRITE, () => this.#service.put(entry));
  }

  /** Stores several results, likewise. */
  async putMany(entries: readonly CacheEntry[]): Promise<void> {
    await this.#ask(WRITE, () => this.#service.putMany(entries));
  }

  async #ask<T>(asking: Asking, call: () => Promise<Result<T, ServiceError>>): Promise<T | "bypass"> {
    if (!this.#breaker.admits(Date.now())) return "bypass";
    const { event } = asking;
    const outcome = await attempt(asking, call);
    if (outcome.ok) {
      this.#breaker.succeeded();
      return outcome.value;
    }
    // A cache that refuses what it was asked is well.
    if (isRefusal(outcome.error)) {
      this.#breaker.succeeded();
      logFailure({ event, service: "cache", cause: outcome.error });
      return "bypass";
    }
    this.#breaker.failed(Date.now());
    this.#onFailure();
    logFailure({ event, service: "cache", cause: outcome.error });
    return "bypass";
  }
}

async function attempt<T>(
  { timeoutMs, within = withDeadline }: Asking,
  call: () => Promise<Result<T, ServiceError>>,
): Promise<Result<T, unknown>> {
  try {
    const outcome = await within(call(), timeoutMs);
    if (!outcome.ok) return outcome;
    return outcome.value.ok ? outcome.value : { ok: false, error: outcome.value.error.code };
  } catch (cause) {
    return { ok: false, error: cause };
  }
}

/** Whether the cache answered, and said that this is nothing it can take. */
function isRefusal(error: unknown): boolean {
  return error === "body_too_large" || error === "invalid_request";
}
