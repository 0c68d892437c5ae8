import { nextTryAt, type RetryPolicy } from "./retry-policy.ts";

interface Failure {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Names what was wrong. */
  readonly fault: string;
}

/** Sources whose failures are remembered at most. */
const MOST_SOURCES = 16;

/** The failed tries of each source since its last success, and when the next is allowed. */
export class LoadFailures {
  readonly #policy: RetryPolicy;
  readonly #bySource = new Map<string, readonly Failure[]>();

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  add(digest: string, failure: Failure): void {
    const failures = [...(this.#bySource.get(digest) ?? []), failure].slice(-this.#policy.triesPerWindow);
    this.#bySource.delete(digest);
    const [oldest] = this.#bySource.keys();
    if (this.#bySource.size >= MOST_SOURCES && oldest !== undefined) this.#bySource.delete(oldest);
    this.#bySource.set(digest, failures);
  }

  forget(digest: string): void {
    this.#bySource.delete(digest);
  }

  /** What the last try failed of; undefined where none did. */
  last(digest: string): string | undefined {
    return this.#bySource.get(digest)?.at(-1)?.fault;
  }

  /** Time until the next try may start; not above 0 where it may now. */
  pauseMs(digest: string, now: number): number {
    const failures = this.#bySource.get(digest) ?? [];
    const endedAt = failures.at(-1)?.endedAt;
    if (endedAt === undefined) return 0;
    return (
      nextTryAt(
        failures.map(({ startedAt }) => startedAt),
        endedAt,
        this.#policy,
      ) - now
    );
  }
}
