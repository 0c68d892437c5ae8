/** Failures in a row after which the breaker opens, and how long it stays open. */
export interface BreakerLimits {
  readonly failures: number;
  readonly openMs: number;
}

/**
 * Stops asking something that keeps failing. After the pause one call goes through as a probe: its success closes the breaker, and until it has one there is another pause. A
 * probe whose answer never comes therefore blocks nothing. Time is an argument.
 */
export class CircuitBreaker {
  readonly #limits: BreakerLimits;
  #failures = 0;
  #openUntil = Number.NEGATIVE_INFINITY;

  constructor(limits: BreakerLimits) {
    this.#limits = limits;
  }

  /** Whether to call now; a yes after a pause is the one probe. */
  admits(now: number): boolean {
    if (now < this.#openUntil) return false;
    if (this.#isOpen()) this.#openUntil = now + this.#limits.openMs;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = Number.NEGATIVE_INFINITY;
  }

  failed(now: number): void {
    this.#failures += 1;
    if (this.#isOpen()) this.#openUntil = now + this.#limits.openMs;
  }

  #isOpen(): boolean {
    return this.#failures >= this.#limits.failures;
  }
}
