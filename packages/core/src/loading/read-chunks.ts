/** A megabyte: few reads for a file of a hundred, and little beside it in memory. */
const CHUNK_BYTES = 1 << 20;

/** A reader that fills the buffer it is given, which not every platform's types know of. */
interface FillingReader {
  read(
    buffer: Uint8Array,
    options: { readonly min: number },
  ): Promise<{ readonly done: boolean; readonly value?: Uint8Array<ArrayBuffer> | undefined }>;
  cancel(): Promise<void>;
}

/**
 * The bytes of a byte stream, in order, all through one buffer: a chunk holds until the next is asked for. Chunks of their own would be
 * as much garbage as the file is long, which does not fit beside a model in an isolate of 128 MB. The buffer is freed at the end, since no
 * collection may follow for a long time.
 * @param isWanted asked between chunks; false ends the reading early
 */
export async function* readChunks(
  stream: ReadableStream<Uint8Array>,
  isWanted: () => boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader({ mode: "byob" }) as unknown as FillingReader;
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  try {
    while (isWanted()) {
      // Full buffers only: each read leaves objects behind that no minor collection takes.
      const { done, value } = await reader.read(new Uint8Array(buffer), { min: CHUNK_BYTES });
      if (value !== undefined) buffer = value.buffer;
      if (value !== undefined && value.byteLength > 0) yield value;
      if (done) return;
    }
  } finally {
    if (!buffer.detached) buffer.transfer(0);
    await reader.cancel();
  }
}
