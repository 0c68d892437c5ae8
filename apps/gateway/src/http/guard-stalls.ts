import { withDeadline } from "../services/with-deadline.ts";

/** How long a sender of a long body may stay silent. */
const STALL_MS = 10_000;

/** The same bytes; a sender that stays silent breaks the stream, so that whoever reads it is never left waiting. */
export function guardStalls(body: ReadableStream<Uint8Array>, stallMs = STALL_MS): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const read = await withDeadline(reader.read(), stallMs);
      if (!read.ok) {
        // Not awaited: a sender that has stalled may never confirm.
        reader.cancel().catch(() => undefined);
        throw new Error(`the body stalled for ${stallMs / 1000} s`);
      }
      if (!read.value.done) return controller.enqueue(read.value.value);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    // The rest is left unread, as any body that is refused.
    cancel: () => reader.releaseLock(),
  });
}
