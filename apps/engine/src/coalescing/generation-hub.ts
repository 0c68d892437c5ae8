import type { GenerationEvents, GenerationHost, SharedGeneration } from "@steadytext/llm";

/** A reader of a generation, and whether others had begun it. */
export interface Joined {
  readonly events: GenerationEvents;
  readonly coalesced: boolean;
}

/** The generations of a replica that go on, by what was asked: equal requests share one. */
export class GenerationHub {
  readonly #running = new Map<string, SharedGeneration>();

  /** Generations that were begun or are about to. */
  get size(): number {
    return this.#running.size;
  }

  isRunning(key: string): boolean {
    return this.#running.get(key)?.isLive === true;
  }

  /** Joins the generation for `key`; `begin` makes one where there is none, and must tell `onEnd` when nobody can join it any more. */
  join(key: string, host: GenerationHost, begin: (onEnd: () => void) => SharedGeneration): Joined {
    const running = this.#running.get(key);
    if (running?.isLive) return { events: running.join(host), coalesced: true };
    const begun = begin(() => {
      if (this.#running.get(key) === begun) this.#running.delete(key);
    });
    this.#running.set(key, begun);
    return { events: begun.join(host), coalesced: false };
  }

  /** Stops everything, whoever waits for it. */
  stop(): void {
    for (const generation of this.#running.values()) generation.stop();
  }
}
