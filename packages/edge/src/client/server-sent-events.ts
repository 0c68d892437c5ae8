import { createParser } from "eventsource-parser";

/** Told when bytes are awaited, and when some have come. */
export interface Waiting {
  restart(): void;
  suspend(): void;
  /** Not every `fetch` ends a body with its request's signal. */
  readonly signal: AbortSignal;
}

/** The data of each event of a stream; comments are left out. Leaving the loop cancels the stream. */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>, waiting: Waiting): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const ready: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => ready.push(data) });
  // A stream that has failed cannot be cancelled, and need not be.
  const leave = () => reader.cancel().catch(() => undefined);
  waiting.signal.addEventListener("abort", leave, { once: true });
  try {
    for (;;) {
      waiting.restart();
      const { done, value } = await reader.read();
      waiting.suspend();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    waiting.signal.removeEventListener("abort", leave);
    await leave();
  }
}
