import type { GenerationEvent } from "@steadytext/core";

const encoder = new TextEncoder();

/**
 * Newline-delimited JSON of the events, made one a pull, so that a reader who stops reading or cancels stops the work.
 * Cancelling ends the generator, which frees what it holds.
 */
export function eventStream(events: AsyncGenerator<GenerationEvent, void, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await events.next();
        if (next.done) return controller.close();
        controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
      },
      async cancel() {
        await events.return();
      },
    },
    // Nothing is made ahead of the reader: a token nobody waits for costs a pass over the weights.
    { highWaterMark: 0 },
  );
}
