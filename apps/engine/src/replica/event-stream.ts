import type { GenerationEvent } from "@steadytext/core";
import { logInfo } from "../log.ts";
import { EventWrites, lineOf, type EventWritesOptions } from "./event-writes.ts";

const encoder = new TextEncoder();

/** Time past the deadline for a reader who still reads to be told by the generation itself. */
const GRACE_MS = 1000;

/** A source over RPC learns that its reader is gone only when it writes: while there is nothing to tell, an empty line is written. */
const HEARTBEAT = encoder.encode("\n");

const TOO_SLOW: GenerationEvent = {
  type: "error",
  error: {
    code: "deadline_exceeded",
    message: "The answer was read more slowly than its deadline allows: read it as it comes, or ask for fewer tokens",
  },
};

export interface EventStreamOptions extends EventWritesOptions {
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
  const writes = new EventWrites({ events, host, coalesced, engine });
  const { progress } = writes;
  let watchdog: number | null = null;
  let ended = false;

  const end = (controller: ReadableStreamDefaultController<Uint8Array>, last: GenerationEvent) => {
    ended = true;
    clearTimeout(watchdog);
    void events.return();
    controller.enqueue(encoder.encode(lineOf(last)));
    controller.close();
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        watchdog = setTimeout(() => end(controller, TOO_SLOW), timeoutMs + GRACE_MS);
      },
      async pull(controller) {
        const { lines, last } = await writes.next();
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
