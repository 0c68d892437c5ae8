import { toHex } from "@steadytext/core";

/**
 * SHA-256 over the UTF-16 code units of `parts`, each after its length: two lists have one digest only if they are equal, lone surrogates (which UTF-8
 * cannot tell apart) and NUL included.
 */
export async function textDigest(...parts: readonly string[]): Promise<string> {
  const units = new Uint16Array(parts.reduce((sum, part) => sum + 2 + part.length, 0));
  let at = 0;
  for (const part of parts) {
    units[at++] = part.length & 0xffff;
    units[at++] = part.length >>> 16;
    for (let index = 0; index < part.length; index++) units[at++] = part.charCodeAt(index);
  }
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", units)));
}
