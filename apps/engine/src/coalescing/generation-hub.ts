import type { GenerationEvents, GenerationHost, SharedGeneration } from "@steadytext/llm";

/** How long a whole generation stays, so that equal requests on their way while it ended find it: its answer is stored by then. */
const KEPT_MS = 5000;
/** Whole generations that stay at most: their events take memory, of which an isolate has little to spare. */
const MOST_KEPT = 8;

/** A reader of a generation, and whether others had begun it. */
export interface Joined {
  readonly events: GenerationEvents;
  readonly coalesced: boolean;
}

export interface Join {
  /** Equal for equal requests. */
  readonly key: string;
  readonly host: GenerationHost;
  /** Whether one that has just ended will do, and whether this one is to stay so. */
  readonly keeps: boolean;
  /** Makes the generation where there is none; it must tell `onEnd` when it is over or everybody left. */
  begin(onEnd: () => void): SharedGeneration;
}

/** The generations of a replica that go on or have just ended, by what was asked: equal requests share one. */
export class GenerationHub {
  readonly #running = new Map<string, SharedGeneration>();
  /** Oldest first. */
  readonly #kept = new Map<string, { readonly generation: SharedGeneration; readonly untilMs: number }>();

  /** Generations that were begun or are about to. */
  get size(): number {
    return this.#running.size;
  }

  isRunning(key: string): boolean {
    return this.#running.get(key)?.isLive === true;
  }

  join({ key, host, keeps, begin }: Join): Joined {
    this.#forget(host.now());
    const running = this.#running.get(key);
    const known = running?.isLive ? running : keeps ? this.#kept.get(key)?.generation : undefined;
    if (known !== undefined) return { events: known.join(host), coalesced: true };
    const begun = begin(() => {
      if (this.#running.get(key) === begun) this.#running.delete(key);
      if (keeps && begun.isWhole) this.#keep(key, begun, host.now());
    });
    this.#running.set(key, begun);
    return { events: begun.join(host), coalesced: false };
  }

  /** Stops everything, whoever waits for it. */
  stop(): void {
    for (const generation of this.#running.values()) generation.stop();
    this.#kept.clear();
  }

  #keep(key: string, generation: SharedGeneration, nowMs: number): void {
    this.#kept.delete(key);
    this.#kept.set(key, { generation, untilMs: nowMs + KEPT_MS });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #forget(nowMs: number): void {
    for (const [key, { untilMs }] of this.#kept) if (untilMs <= nowMs) this.#kept.delete(key);
  }
}
