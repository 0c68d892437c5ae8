import { closingEvents, dataEvent } from "@steadytext/core/answers";
import type { StreamedAnswer } from "../client/answer-stream.ts";
import { SteadyTextError } from "../errors/steadytext-error.ts";
import type { GenerateAnswer, TokenEvent } from "../wire/generate.ts";

/** A generation as the service's `POST /generate` streams it, byte for byte: the body of a `text/event-stream`. Cancelling it ends the generation. */
export function eventStream(stream: StreamedAnswer<TokenEvent, GenerateAnswer>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = eventLines(stream);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await lines.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* eventLines(stream: StreamedAnswer<TokenEvent, GenerateAnswer>): AsyncGenerator<string, void, undefined> {
  let sent = 0;
  try {
    for await (const event of stream) yield dataEvent(JSON.stringify(event), sent++);
    yield closingEvents(await stream.final(), sent);
  } catch (error) {
    if (!(error instanceof SteadyTextError)) throw error;
    const { code, message } = error;
    yield dataEvent(JSON.stringify({ ...error.details, error: message, code }), sent);
  }
}
