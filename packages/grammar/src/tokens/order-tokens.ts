import type { TokenBytes } from "./token-trie.ts";

/** Bytes that a double holds exactly. */
const KEY_BYTES = 6;

/**
 * The tokens that documents are made of, those of 1 to `longest` bytes that are not special, in the order of their bytes; equal ones by id.
 * Most are told apart by the number that their first bytes make.
 */
export function orderTokens(vocabulary: TokenBytes, longest: number): Uint32Array<ArrayBuffer> {
  const keys = new Float64Array(vocabulary.size);
  const order = new Uint32Array(vocabulary.size);
  let count = 0;
  for (let token = 0; token < vocabulary.size; token++) {
    const length = vocabulary.byteLength(token);
    if (length === 0 || length > longest || vocabulary.isSpecial(token)) continue;
    keys[token] = keyOf(vocabulary, token, length);
    order[count++] = token;
  }
  const ordered = order.subarray(0, count).sort((a, b) => keys[a]! - keys[b]! || compareTokens(vocabulary, a, b) || a - b);
  keys.buffer.transfer(0);
  return ordered;
}

function keyOf(vocabulary: TokenBytes, token: number, length: number): number {
  let key = 0;
  for (let at = 0; at < KEY_BYTES; at++) key = key * 256 + (at < length ? vocabulary.byteAt(token, at) : 0);
  return key;
}

function compareTokens(vocabulary: TokenBytes, a: number, b: number): number {
  const [lengthA, lengthB] = [vocabulary.byteLength(a), vocabulary.byteLength(b)];
  for (let at = 0; at < lengthA && at < lengthB; at++) {
    const difference = vocabulary.byteAt(a, at) - vocabulary.byteAt(b, at);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
