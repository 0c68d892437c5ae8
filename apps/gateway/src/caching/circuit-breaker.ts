/** Failures in a row after which the breaker opens, and how long it stays open. */
export interface BreakerLimits {
  readonly failures: number;
  readonly openMs: number;
}

/** Stops asking something that keeps failing. After the pause one failure is enough to open it again; one success closes it. Time is an argument. */
export class CircuitBreaker {
  readonly #limits: BreakerLimits;
  #failures = 0;
  #openUntil = Number.NEGATIVE_INFINITY;

  constructor(limits: BreakerLimits) {
    this.#limits = limits;
  }

  allows(now: number): boolean {
    return now >= this.#openUntil;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(now: number): void {
    this.#failures += 1;
    if (this.#failures >= this.#limits.failures) this.#openUntil = now + this.#limits.openMs;
  }
}
