import type { GenerationHost } from "@steadytext/llm";

/** What a generation needs of the isolate it runs in. Each step yields, so that the Worker's other requests move on. */
export class EdgeHost implements GenerationHost {
  readonly deadlineMs: number;
  readonly #signal: AbortSignal | undefined;

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.deadlineMs = Date.now() + timeoutMs;
    this.#signal = signal;
  }

  cancelled(): boolean {
    return this.#signal?.aborted ?? false;
  }

  now(): number {
    return Date.now();
  }

  async yieldTask(): Promise<void> {
    await scheduler.wait(0);
  }

  async pause(ms: number): Promise<void> {
    await scheduler.wait(ms);
  }
}
