import { withDeadline } from "../services/with-deadline.ts";

/** Enough for an honest sender: a larger body, or a slower sender, is cut off. */
const DISCARD = { bytes: 16 * 1024 ** 2, ms: 2000 };

/**
 * Reads away what nobody read of a body, within bounds, before the answer goes out: a connection that is closed while its caller still sends is reset, and
 * the caller sees that in place of why it was refused.
 */
export async function discardBody({ body, headers }: Request, bounds = DISCARD): Promise<void> {
  if (body === null || body.locked) return;
  const declared = Number(headers.get("content-length") ?? 0);
  await discardRest(body.getReader(), { ...bounds, bytes: declared <= bounds.bytes ? bounds.bytes : 0 });
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

/** The same for a body that is read already, by its reader. */
export async function discardRest(reader: Reader, bounds = DISCARD): Promise<void> {
  await withDeadline(readAway(reader, bounds.bytes), bounds.ms).catch(() => undefined);
  // Not awaited: a sender that has stalled may never confirm.
  reader.cancel().catch(() => undefined);
}

async function readAway(reader: Reader, bytes: number): Promise<void> {
  for (let left = bytes; left > 0;) {
    const { done, value } = await reader.read();
    if (done) return;
    left -= value.byteLength;
  }
}
