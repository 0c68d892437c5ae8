/** A megabyte: few reads for a file of a hundred, and little beside it in memory. */
const CHUNK_BYTES = 1 << 20;

/**
 * The bytes of a byte stream, in order, all through one buffer: a chunk holds until the next is asked for. Chunks of their own would be
 * as much garbage as the file is long, which does not fit beside a model in an isolate of 128 MB.
 * @param isWanted asked between chunks; false ends the reading early
 */
export async function* readChunks(
  stream: ReadableStream<Uint8Array>,
  isWanted: () => boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  try {
    while (isWanted()) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      yield value;
      buffer = value.buffer as ArrayBuffer;
    }
  } finally {
    await reader.cancel();
  }
}
