/**
 * The printable character that stands for each byte in a byte-level vocabulary, as Radford et al. chose them for GPT-2: printable
 * Latin-1 stands for itself, the other bytes follow from U+0100.
 */
export const BYTE_TO_CODE_POINT: Uint16Array = buildByteSymbols();

/** Code point → byte, or -1 where a code point stands for none. */
const CODE_POINT_TO_BYTE: Int16Array = invert(BYTE_TO_CODE_POINT);

function buildByteSymbols(): Uint16Array {
  const symbols = new Uint16Array(256);
  let next = 256;
  for (let byte = 0; byte < 256; byte++) symbols[byte] = isPrintable(byte) ? byte : next++;
  return symbols;
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

function invert(symbols: Uint16Array): Int16Array {
  const bytes = new Int16Array(512).fill(-1);
  symbols.forEach((codePoint, byte) => (bytes[codePoint] = byte));
  return bytes;
}

/**
 * Writes the bytes that `text`, UTF-8 of byte symbols, stands for into `out` and returns how many there are; a character that stands
 * for no byte keeps its own UTF-8. Never writes more than `text` has.
 */
export function writeSymbolBytes(text: Uint8Array, out: Uint8Array, at: number): number {
  let written = at;
  for (let i = 0; i < text.length;) {
    const lead = text[i] ?? 0;
    const width = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const codePoint = width === 1 ? lead : width === 2 ? ((lead & 0x1f) << 6) | ((text[i + 1] ?? 0) & 0x3f) : 512;
    const byte = CODE_POINT_TO_BYTE[codePoint] ?? -1;
    if (byte >= 0) out[written++] = byte;
    else for (let k = 0; k < width; k++) out[written++] = text[i + k] ?? 0;
    i += width;
  }
  return written - at;
}
