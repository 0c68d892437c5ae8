import type { GenerationEvent } from "@steadytext/core";
import type { GenerationEvents } from "@steadytext/llm";
import { logInfo } from "../log.ts";

const encoder = new TextEncoder();

/** Time past the deadline for a reader who still reads to be told by the generation itself. */
const GRACE_MS = 1000;

/**
 * A source over RPC learns that its reader is gone only when it writes. While there is nothing to tell (in the queue, in a long prefill)
 * an empty line goes out this often, so that work for nobody stops soon.
 */
const HEARTBEAT_MS = 250;
const HEARTBEAT = encoder.encode("\n");

const TOO_SLOW: GenerationEvent = {
  type: "error",
  error: {
    code: "deadline_exceeded",
    message: "The answer was read more slowly than its deadline allows: read it as it comes, or ask for fewer tokens",
  },
};

/**
 * Newline-delimited JSON of the events, empty lines between them, one made a pull, so that a reader who stops reading stops the work. However the stream ends, so does
 * the generation, which frees what it holds: when the reader cancels, or soon after `timeoutMs` when the reader only went silent.
 */
export function eventStream(events: GenerationEvents, timeoutMs: number): ReadableStream<Uint8Array> {
  let watchdog: number | null = null;
  let pending: ReturnType<GenerationEvents["next"]> | null = null;
  let ended = false;
  const end = () => {
    ended = true;
    clearTimeout(watchdog);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        watchdog = setTimeout(() => {
          end();
          void events.return();
          controller.enqueue(lineOf(TOO_SLOW));
          controller.close();
        }, timeoutMs + GRACE_MS);
      },
      async pull(controller) {
        pending ??= events.next();
        const next = await Promise.race([pending, scheduler.wait(HEARTBEAT_MS)]);
        if (ended) return;
        if (next === undefined) return controller.enqueue(HEARTBEAT);
        pending = null;
        if (!next.done) return controller.enqueue(lineOf(next.value));
        end();
        controller.close();
      },
      async cancel() {
        end();
        await events.return();
        logInfo("reader_left", {});
      },
    },
    // Nothing is made ahead of the reader: a token nobody waits for costs a pass over the weights.
    { highWaterMark: 0 },
  );
}

function lineOf(event: GenerationEvent): Uint8Array {
  return encoder.encode(`${JSON.stringify(event)}\n`);
}
