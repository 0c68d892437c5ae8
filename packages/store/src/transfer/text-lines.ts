/** Why lines could not be read on. */
export class LineError extends Error {}

/**
 * The lines of a stream of UTF-8, without their ends; empty ones are left out. Holds one line at a time.
 * @throws LineError for a line longer than `maxChars`, and for bytes that are no UTF-8.
 */
export async function* textLines(stream: ReadableStream<Uint8Array>, maxChars: number): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decode(decoder, done ? undefined : value)).split("\n");
      rest = done ? "" : lines.pop()!;
      if (rest.length > maxChars || lines.some((line) => line.length > maxChars)) throw new LineError("is too long for an entry");
      for (const line of lines) if (line.trim() !== "") yield line;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new LineError("is not UTF-8");
  }
}
