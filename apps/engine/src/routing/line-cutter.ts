const NEWLINE = 0x0a;

/** Cuts a byte stream into its lines, whatever chunks it comes in. They are copies: a chunk from another Worker lies in a buffer of 4 KiB. */
export class LineCutter {
  #rest: Uint8Array = new Uint8Array();

  /** The lines that `chunk` completes, each with its newline. */
  lines(chunk: Uint8Array): Uint8Array[] {
    const bytes = this.#rest.length === 0 ? chunk : concatenated([this.#rest, chunk]);
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      lines.push(bytes.slice(from, end + 1));
      from = end + 1;
    }
    this.#rest = bytes.slice(from);
    return lines;
  }
}

/** The parts one after the other, in a buffer of their own; a single one is taken as it is. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
