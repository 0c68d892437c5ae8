/** Failed authentications that a caller has in ten seconds before it is turned away. */
const MOST_FAILURES = 100;
const PERIOD_MS = 10_000;
/** Callers remembered in an isolate. */
const MOST_CALLERS = 10_000;

/** What the platform's rate limit binding offers: counts of a whole location. */
export interface LocationCounter {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

interface Failures {
  readonly sinceMs: number;
  readonly count: number;
}

/**
 * Turns away callers whose keys keep failing. The isolate counts for itself, which costs nothing; failures that cost a look-up are counted
 * for the location as well, so that a caller is not served by each isolate anew.
 */
export class FailureShield {
  readonly #location: LocationCounter | null;
  readonly #callers = new Map<string, Failures>();

  constructor(location: LocationCounter | null) {
    this.#location = location;
  }

  /** Milliseconds that a caller has still to wait, 0 for everyone else. */
  waitMs(caller: string | null, nowMs: number): number {
    const failures = caller === null ? undefined : this.#callers.get(caller);
    if (failures === undefined || failures.count < MOST_FAILURES) return 0;
    return Math.max(0, failures.sinceMs + PERIOD_MS - nowMs);
  }

  /** Counts a failure that could be told from the key's text. */
  failed(caller: string | null, nowMs: number): void {
    if (caller === null) return;
    const known = this.#callers.get(caller);
    const current = known !== undefined && nowMs - known.sinceMs < PERIOD_MS ? known : { sinceMs: nowMs, count: 0 };
    this.#remember(caller, { ...current, count: current.count + 1 });
  }

  /** Counts a failure that a guard had to be asked for. */
  async failedLookUp(caller: string | null, nowMs: number): Promise<void> {
    this.failed(caller, nowMs);
    if (caller === null || this.#location === null) return;
    const { success } = await this.#location.limit({ key: caller });
    if (!success) this.#remember(caller, { sinceMs: nowMs, count: MOST_FAILURES });
  }

  #remember(caller: string, failures: Failures): void {
    this.#callers.delete(caller);
    const [oldest] = this.#callers.keys();
    if (this.#callers.size >= MOST_CALLERS && oldest !== undefined) this.#callers.delete(oldest);
    this.#callers.set(caller, failures);
  }
}
