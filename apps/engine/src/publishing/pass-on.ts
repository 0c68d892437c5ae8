import { fail, readChunks, type ServiceError } from "@steadytext/core";

/** How long an upload may pause. */
const STALL_MS = 30_000;

type Fault = { readonly ok: false; readonly error: ServiceError };

/**
 * The bytes of an upload, passed on to a writer as they are read, but for the last ones: those wait for `finish`, since a writer that has them
 * all can no longer be told to forget them. Reading ends early when the writer's other end settles, which then needs no
 * more of them, and when the sender stops or sends another number of bytes than it announced: `fault` says so.
 */
export function passOn(stream: ReadableStream<Uint8Array>, size: number, writable: WritableStream<Uint8Array>, settled: Promise<unknown>) {
  const writer = writable.getWriter();
  let fault: Fault | null = null;
  let received = 0;
  let last: Uint8Array | null = null;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of unstalled(readChunks(stream, () => true))) {
        received += chunk.length;
        if (received > size) break;
        if (received === size) last = chunk.slice();
        else await Promise.race([writer.write(chunk), settled]);
        yield chunk;
      }
    } catch {
      fault = stopped(received, size);
    }
    if (received !== size) fault ??= stopped(received, size);
  }
  return {
    source: source(),
    fault: () => fault,
    async finish(): Promise<void> {
      await Promise.race([last && writer.write(last), settled]);
      await Promise.race([writer.close(), settled]);
    },
    abandon: (reason: string) => writer.abort(new Error(reason)).catch(() => undefined),
  };
}

/** @throws when the next chunk does not come in time */
async function* unstalled(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const next = await within(STALL_MS, chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    void chunks.return(undefined).catch(() => undefined);
  }
}

/** @throws when the work takes longer. A timer that is done with is cleared: an isolate may have ten thousand, and a file more chunks. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the sender stalls")), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function stopped(received: number, size: number): Fault {
  const message =
    received > size
      ? `The upload has more than the ${size} bytes that content-length announced`
      : `The upload stopped after ${received} of ${size} bytes`;
  return fail("invalid_model", message, { details: { fault: received > size ? "trailing_bytes" : "truncated" } });
}
