import { createParser } from "eventsource-parser";

/** Told when bytes are awaited, and when some have come. */
export interface Waiting {
  restart(): void;
  suspend(): void;
}

/** The data of each event of a stream; comments are left out. Leaving the loop cancels the stream. */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>, waiting: Waiting): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const ready: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => ready.push(data) });
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
    // A stream that has failed cannot be cancelled, and need not be.
    await reader.cancel().catch(() => undefined);
  }
}
