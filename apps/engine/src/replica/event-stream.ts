import type { GenerationEvent } from "@steadytext/core";
import type { ModelEvent } from "@steadytext/llm";
import type { Joined } from "../coalescing/generation-hub.ts";
import { logInfo } from "../log.ts";
import { Progress } from "./progress.ts";
import type { PullHost } from "./pull-host.ts";

const encoder = new TextEncoder();

/** Time past the deadline for a reader who still reads to be told by the generation itself. */
const GRACE_MS = 1000;

/**
 * A source over RPC learns that its reader is gone only when it writes. While there is nothing to tell (in the queue, in a long prefill)
 * an empty line goes out this often, so that work for nobody stops soon.
 */
const HEARTBEAT_MS = 250;
const HEARTBEAT = encoder.encode("\n");

/**
 * Tokens that are written together, after the first, which its reader waits for. The way of a write through three isolates takes as much of the
 * processor as a tenth of a token takes among eight; written alone, tokens of eight streams would come a tenth slower. No more than
 * three: that a reader is gone shows when a write to it fails, and no more than three tokens are to be computed for nobody.
 */
const TOKENS_A_WRITE = 3;
/** Time that a token may wait for those that are written with it. */
const WRITE_MS = 100;

const TOO_SLOW: GenerationEvent = {
  type: "error",
  error: {
    code: "deadline_exceeded",
    message: "The answer was read more slowly than its deadline allows: read it as it comes, or ask for fewer tokens",
  },
};

export interface EventStreamOptions extends Joined {
  readonly host: Pick<PullHost, "pulled">;
  readonly engine: "warm" | "cold";
  /** Time from now after which a reader who has gone silent is let go. */
  readonly timeoutMs: number;
  /** Time that a stream which has told tokens may last before it ends with those. */
  readonly maxStreamMs: number;
  /** Part of that which has gone by with a replica that was reset. */
  readonly streamedMs: number;
}

/**
 * Newline-delimited JSON of the events, empty lines between them, a few made a pull, so that a reader who stops reading stops the work. However
 * the stream ends, its part in the generation does: when the reader cancels, or soon after `timeoutMs` when the reader only went silent.
 */
export function eventStream({
  events,
  host,
  coalesced,
  engine,
  timeoutMs,
  maxStreamMs,
  streamedMs,
}: EventStreamOptions): ReadableStream<Uint8Array> {
  const cappedAt = Date.now() + maxStreamMs - streamedMs;
  const progress = new Progress();
  let watchdog: number | null = null;
  let ended = false;

  const end = (controller: ReadableStreamDefaultController<Uint8Array>, last: GenerationEvent) => {
    ended = true;
    clearTimeout(watchdog);
    void events.return();
    controller.enqueue(encoder.encode(lineOf(last)));
    controller.close();
  };
  const told = (event: ModelEvent): GenerationEvent => {
    progress.told(event);
    return event.type === "started" ? { ...event, coalesced, engine } : event;
  };
  /** The lines of one write, and the event that ends the stream, if it has come. */
  const together = async () => {
    let lines = "";
    let event = await events.nextWithin(HEARTBEAT_MS);
    const until = Date.now() + WRITE_MS;
    for (let count = 1; event !== null; count++) {
      if (isLast(event)) return { lines, last: event };
      lines += lineOf(told(event));
      if (progress.tokens <= 1 || count === TOKENS_A_WRITE) break;
      host.pulled();
      event = await events.nextWithin(until - Date.now());
    }
    return { lines, last: null };
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        watchdog = setTimeout(() => end(controller, TOO_SLOW), timeoutMs + GRACE_MS);
      },
      async pull(controller) {
        host.pulled();
        const { lines, last } = await together();
        if (ended) return;
        if (lines !== "") controller.enqueue(encoder.encode(lines));
        else if (last === null) controller.enqueue(HEARTBEAT);
        if (last !== null) return end(controller, last);
        if (progress.tokens > 0 && Date.now() >= cappedAt) end(controller, progress.capped());
      },
      async cancel() {
        ended = true;
        clearTimeout(watchdog);
        await events.return();
        logInfo("reader_left", { tokens: progress.tokens });
      },
    },
    // Nothing is made ahead of the reader: a token nobody waits for costs a pass over the weights.
    { highWaterMark: 0 },
  );
}

function isLast(event: ModelEvent): event is Extract<ModelEvent, { type: "done" | "error" }> {
  return event.type === "done" || event.type === "error";
}

function lineOf(event: GenerationEvent): string {
  return `${JSON.stringify(event)}\n`;
}
