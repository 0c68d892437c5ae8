import type { GenerationEvent } from "@steadytext/core";
import type { ModelEvent } from "@steadytext/llm";
import type { Joined } from "../coalescing/generation-hub.ts";
import { Progress } from "./progress.ts";
import type { PullHost } from "./pull-host.ts";

/**
 * Tokens that are written together, after the first, which its reader waits for. The way of a write through three isolates takes as much of the
 * processor as a tenth of a token takes among eight; written alone, tokens of eight streams would come a tenth slower. No more than
 * three: that a reader is gone may show only when a write to it fails, and few tokens are to be computed for nobody.
 */
const TOKENS_A_WRITE = 3;
/** Time that a token may wait for those that are written with it. */
const WRITE_MS = 100;
/** Time after which there is a write though there is nothing to tell (in the queue, in a long prefill). */
const HEARTBEAT_MS = 250;

export interface EventWritesOptions extends Joined {
  readonly host: Pick<PullHost, "pulled">;
  readonly engine: "warm" | "cold";
}

type LastEvent = Extract<ModelEvent, { type: "done" | "error" }>;

interface EventWrite {
  /** Newline-delimited JSON; empty where there is nothing to tell yet, or nothing before `last`. */
  readonly lines: string;
  /** The event that ends the stream, if it has come. */
  readonly last: LastEvent | null;
}

/** The events of a generation, as its reader is to get them: what one write carries after the other. */
export class EventWrites {
  /** What was told so far. */
  readonly progress = new Progress();
  readonly #options: EventWritesOptions;

  constructor(options: EventWritesOptions) {
    this.#options = options;
  }

  async next(): Promise<EventWrite> {
    let lines = "";
    let event = await this.#within(HEARTBEAT_MS);
    const until = Date.now() + WRITE_MS;
    for (let count = 1; event !== null; count++) {
      if (isLast(event)) return { lines, last: event };
      lines += lineOf(this.#told(event));
      if (this.progress.tokens <= 1 || count === TOKENS_A_WRITE) break;
      event = await this.#within(until - Date.now());
    }
    return { lines, last: null };
  }

  #within(ms: number): Promise<ModelEvent | null> {
    const { host, events } = this.#options;
    host.pulled();
    return events.nextWithin(ms);
  }

  #told(event: ModelEvent): GenerationEvent {
    const { coalesced, engine } = this.#options;
    this.progress.told(event);
    return event.type === "started" ? { ...event, coalesced, engine } : event;
  }
}

export function lineOf(event: GenerationEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function isLast(event: ModelEvent): event is LastEvent {
  return event.type === "done" || event.type === "error";
}
