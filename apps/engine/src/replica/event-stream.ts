import type { GenerationEvent } from "@steadytext/core";

const encoder = new TextEncoder();

/**
 * Newline-delimited JSON of the events, one made a pull, so that a reader who stops reading stops the work. However the stream ends, so does
 * the generator, which frees what it holds: when the reader cancels, or after `timeoutMs` when the reader only went silent.
 */
export function eventStream(events: AsyncGenerator<GenerationEvent, void, undefined>, timeoutMs: number): ReadableStream<Uint8Array> {
  let watchdog: number | null = null;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        watchdog = setTimeout(() => {
          controller.error(new Error("The reader took longer than the generation's deadline"));
          void events.return();
        }, timeoutMs);
      },
      async pull(controller) {
        const next = await events.next();
        if (!next.done) return controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
        clearTimeout(watchdog);
        controller.close();
      },
      async cancel() {
        clearTimeout(watchdog);
        await events.return();
      },
    },
    // Nothing is made ahead of the reader: a token nobody waits for costs a pass over the weights.
    { highWaterMark: 0 },
  );
}
