import { withDeadline } from "../services/with-deadline.ts";
import { discardRest } from "./discard-body.ts";

/** How long a sender of a long body may stay silent. */
const STALL_MS = 10_000;

/** A long body on its way to whoever reads it. */
export interface GuardedBody {
  /** The same bytes; a sender that stays silent breaks the stream, so that whoever reads it is never left waiting. */
  readonly bytes: ReadableStream<Uint8Array>;
  /** Reads away, within bounds, what `bytes` was not asked for: to be awaited before the answer goes out. */
  discardRest(): Promise<void>;
}

export function guardStalls(body: ReadableStream<Uint8Array>, stallMs = STALL_MS): GuardedBody {
  const reader = body.getReader();
  let last: Promise<unknown> = Promise.resolve();
  /** One read after the other: the runtime's own streams refuse a second one while the first waits. */
  const read = () => {
    const next = last.then(() => reader.read());
    last = next.catch(() => undefined);
    return next;
  };
  const bytes = new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const chunk = await withDeadline(read(), stallMs);
      if (!chunk.ok) {
        // Not awaited: a sender that has stalled may never confirm.
        reader.cancel().catch(() => undefined);
        throw new Error(`the body stalled for ${stallMs / 1000} s`);
      }
      if (!chunk.value.done) return controller.enqueue(chunk.value.value);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
  return { bytes, discardRest: () => discardRest({ read, cancel: () => reader.cancel() }) };
}
