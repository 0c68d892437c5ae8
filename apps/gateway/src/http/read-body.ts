import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { withDeadline, type Within } from "../services/with-deadline.ts";

/** How long a whole body may take to arrive: a body within the limits takes well under a second on any line. */
const BODY_DEADLINE_MS = 10_000;

/** The bytes of a body. They are counted as they arrive, whatever `content-length` claims, and reading stops at the limit: the rest is left unread. */
export async function readBody(
  request: Request,
  limitBytes: number,
  { within = withDeadline, deadlineMs = BODY_DEADLINE_MS }: { readonly within?: Within; readonly deadlineMs?: number } = {},
): Promise<Result<Uint8Array<ArrayBuffer>, ServiceError>> {
  const tooLarge = fail("body_too_large", `The body is larger than ${limitBytes} bytes: shorten it, or send several requests`);
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > limitBytes) return tooLarge;
  if (request.body === null) return ok(new Uint8Array(0));
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  try {
    const read = await within(readUpTo(reader, limitBytes, declared), deadlineMs);
    if (!read.ok) {
      stop(reader);
      return fail("request_timeout", `The body did not arrive within ${deadlineMs / 1000} s: send it again`);
    }
    if (read.value !== null) return ok(read.value);
    reader.releaseLock();
    return tooLarge;
  } catch {
    return fail("invalid_request", "The body broke off before its end: send it again");
  }
}

/** All bytes, or null past the limit. Exactly as many as were declared are all: the end needs no read of its own then. */
async function readUpTo(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limitBytes: number,
  declared: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return join(chunks, length);
    length += value.byteLength;
    if (length > limitBytes) return null;
    chunks.push(value);
    if (length === declared) return join(chunks, length);
  }
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

// Not awaited: a sender that has stalled may never confirm, and the answer is decided.
function stop(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  reader.cancel().catch(() => undefined);
}
