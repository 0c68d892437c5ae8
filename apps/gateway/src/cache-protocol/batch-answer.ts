import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { found } from "./found.ts";

/** Keys asked for at once: those whose values did not fit are sent again. */
const KEYS_AT_ONCE = 1000;

/** Values of the first of the keys, of one at least: as many as fit one answer. */
export type ReadKeys = (keys: readonly string[]) => Promise<Result<readonly (string | null)[], ServiceError>>;

/**
 * The body `{"results":{…}}` of all keys, each once, written while it is read: values of ten thousand keys fit no isolate. What goes wrong before the first
 * byte is an error; later the body breaks off, and is no JSON.
 */
export async function batchAnswer(keys: readonly string[], read: ReadKeys): Promise<Result<ReadableStream<Uint8Array>, ServiceError>> {
  const distinct = [...new Set(keys)];
  const first = await readSome(distinct, 0, read);
  if (!first.ok) return first;
  return ok(encoded(resultsText(distinct, first.value, read)));
}

async function* resultsText(keys: readonly string[], first: readonly (string | null)[], read: ReadKeys): AsyncGenerator<string> {
  let values = first;
  let done = 0;
  yield '{"results":{';
  for (;;) {
    for (const [index, value] of values.entries()) {
      yield `${done + index === 0 ? "" : ","}${JSON.stringify(keys[done + index])}:${JSON.stringify(found(value))}`;
    }
    done += values.length;
    if (done >= keys.length) break;
    const next = await readSome(keys, done, read);
    if (!next.ok) throw new Error(`the answer broke off: ${next.error.message}`);
    values = next.value;
  }
  yield "}}";
}

function encoded(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await texts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => texts.return(undefined).then(() => undefined),
  });
}

async function readSome(keys: readonly string[], from: number, read: ReadKeys): Promise<Result<readonly (string | null)[], ServiceError>> {
  if (keys.length === 0) return ok([]);
  const values = await read(keys.slice(from, from + KEYS_AT_ONCE));
  if (values.ok && values.value.length === 0) return fail("unavailable", "The cache answered nothing: try again", { retryAfterSeconds: 1 });
  return values;
}
