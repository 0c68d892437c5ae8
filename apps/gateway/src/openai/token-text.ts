const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A token's text; for bytes that are part of a character only, OpenAI's notation: `bytes:\xe2\x80`. */
export function tokenText(bytes: readonly number[]): string {
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
  }
}
