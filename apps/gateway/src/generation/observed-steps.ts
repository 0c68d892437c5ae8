import type { GenerationObserver } from "../metrics/request-observer.ts";
import type { ReadStep } from "./event-reader.ts";
import type { StepSource } from "./live-transcript.ts";

/** The steps of a generation, whose course is told to an observer. */
export class ObservedSteps implements StepSource {
  readonly #steps: StepSource;
  readonly #observer: GenerationObserver;

  constructor(steps: StepSource, observer: GenerationObserver) {
    this.#steps = steps;
    this.#observer = observer;
  }

  async next(waitMs: number): Promise<ReadStep> {
    const step = await this.#steps.next(waitMs);
    if (step.type === "started") this.#observer.started(step.prefixTokens);
    if (step.type === "token") this.#observer.token();
    if (step.type === "done" || step.type === "capped" || step.type === "error") this.#observer.ended();
    return step;
  }

  async cancel(reason?: unknown): Promise<void> {
    try {
      await this.#steps.cancel(reason);
    } finally {
      this.#observer.ended();
    }
  }
}
