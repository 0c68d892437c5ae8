/** Characters that `fromCharCode` takes as arguments at once. */
const SLICE = 32_768;

/** Bytes as base64 text (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += SLICE) binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(binary);
}

/** The bytes of base64 text, or null where it is none, or not the one way to write them. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return hasNoStrayBits(text) ? bytes : null;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Whether the bits of the last character that belong to no byte are zero. */
function hasNoStrayBits(text: string): boolean {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const last = ALPHABET.indexOf(text[text.length - padding - 1] ?? "A");
  return padding === 0 || last % (padding === 2 ? 16 : 4) === 0;
}
