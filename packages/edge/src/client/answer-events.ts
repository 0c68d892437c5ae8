import { ConnectionError, ServerError } from "../errors/steadytext-error.ts";
import { answerMeta, type AnswerMeta } from "./answer-meta.ts";
import type { Attempt } from "./attempt.ts";
import { errorOfBody } from "./error-of-answer.ts";
import { pause } from "./pause.ts";
import { retryDelay } from "./retry-policy.ts";
import { serverSentEvents } from "./server-sent-events.ts";
import type { Call, Transport } from "./transport.ts";

/** A stream of which the headers are here. */
interface OpenStream<E> {
  readonly meta: AnswerMeta;
  readonly events: AsyncGenerator<E, void, undefined>;
}

const END = "[DONE]";
/** Events tell failures after their status was sent. */
const STATUS_IN_STREAM = 500;

/**
 * The events of a streamed answer, each once. An answer is a function of the request, so one that breaks off is asked for again and what was
 * given already is left out, as long as its digest is the same.
 */
export async function* answerEvents<E extends object>(
  transport: Transport,
  call: Call,
  retries: number,
  onOpen: (meta: AnswerMeta) => void,
): AsyncGenerator<E, void, undefined> {
  let given = 0;
  let first: AnswerMeta | undefined;
  for (let tries = 1; ; tries++) {
    const { meta, events } = await open<E>(transport, call);
    if (first !== undefined && (first.digest === null || first.digest !== meta.digest)) {
      await events.return();
      throw new ConnectionError("The stream broke off, and the model has changed since: ask again.", { code: "stream_interrupted" });
    }
    first ??= meta;
    onOpen(first);
    try {
      let at = 0;
      for await (const event of events) {
        if (at++ < given) continue;
        given++;
        yield event;
      }
      return;
    } catch (error) {
      const delay = tries > retries || !(error instanceof ConnectionError) ? null : retryDelay(error, tries, true);
      if (delay === null) throw error;
      await pause(delay, call.options.signal);
    }
  }
}

function open<E extends object>(transport: Transport, call: Call): Promise<OpenStream<E>> {
  return transport.send(call, (response, attempt) => {
    attempt.suspend();
    return { meta: answerMeta(response), events: read<E>(response, attempt) };
  });
}

async function* read<E extends object>({ body, headers }: Response, attempt: Attempt): AsyncGenerator<E, void, undefined> {
  const requestId = headers.get("x-request-id");
  try {
    for await (const data of body === null ? [] : serverSentEvents(body, attempt)) {
      if (data === END) return;
      yield eventOf<E>(data, requestId);
    }
    attempt.signal.throwIfAborted();
  } catch (cause) {
    throw attempt.failureOf(cause);
  } finally {
    attempt.end();
  }
  throw new ConnectionError("The stream broke off before its end.", { code: "stream_interrupted", requestId });
}

function eventOf<E extends object>(data: string, requestId: string | null): E {
  const event = parseEvent(data);
  if (event === null) {
    throw new ServerError("An event of the stream is not the service's JSON: check baseUrl.", { code: "unexpected_answer", requestId });
  }
  const failure = "error" in event ? errorOfBody(event, { status: STATUS_IN_STREAM, requestId }) : null;
  if (failure !== null) throw failure;
  return event as E;
}

function parseEvent(data: string): object | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === "object" ? event : null;
  } catch {
    return null;
  }
}
