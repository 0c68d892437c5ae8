import { philox4x32 } from "./philox.ts";

const TWO_32 = 2 ** 32;

/**
 * The uniform number in [0, 1) that decides the token at `position` of a sequence, with 53 random bits. A pure function of its
 * arguments: neither earlier draws nor other generations change it. `seed` is an integer from 0 to 2^53 - 1.
 */
export function uniformAt(seed: number, position: number): number {
  const [high, low] = philox4x32([position, 0, 0, 0], [seed % TWO_32, Math.floor(seed / TWO_32)]);
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}
