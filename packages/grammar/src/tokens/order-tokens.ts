import { compareBytes } from "../machine/closing-bytes.ts";
import type { TokenBytes } from "./token-trie.ts";

/** Bytes that a double holds exactly. */
const KEY_BYTES = 6;

/**
 * The tokens that documents are made of, those of 1 to `longest` bytes that are not special, in the order of their bytes; equal ones by id.
 * Most are told apart by the number that their first bytes make, without a view of the rest: a vocabulary is large, an isolate's memory small.
 */
export function orderTokens(vocabulary: TokenBytes, longest: number): Uint32Array {
  const keys = new Float64Array(vocabulary.size);
  const order = new Uint32Array(vocabulary.size);
  let count = 0;
  for (let token = 0; token < vocabulary.size; token++) {
    const bytes = vocabulary.bytes(token);
    if (bytes.length === 0 || bytes.length > longest || vocabulary.isSpecial(token)) continue;
    keys[token] = keyOf(bytes);
    order[count++] = token;
  }
  return order.subarray(0, count).sort((a, b) => keys[a]! - keys[b]! || compareBytes(vocabulary.bytes(a), vocabulary.bytes(b)) || a - b);
}

function keyOf(bytes: Uint8Array): number {
  let key = 0;
  for (let i = 0; i < KEY_BYTES; i++) key = key * 256 + (bytes[i] ?? 0);
  return key;
}
