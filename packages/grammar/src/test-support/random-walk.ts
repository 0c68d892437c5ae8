import type { DocumentWalk } from "../tokens/document-walk.ts";
import type { TokenBytes } from "../tokens/token-trie.ts";

/** A generator of numbers from 0 to below 1. Source: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function tokensOf(mask: Uint32Array): number[] {
  const tokens: number[] = [];
  mask.forEach((word, at) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) tokens.push(at * 32 + 31 - Math.clz32(rest & -rest));
  });
  return tokens;
}

/** Writes a document by choosing among the allowed tokens at random. Returns its tokens. */
export function walkAtRandom(walk: DocumentWalk, endToken: number, random: () => number): number[] {
  const tokens: number[] = [];
  while (!walk.isFinished) {
    const forced = walk.takeForced();
    tokens.push(...forced);
    if (forced.length > 0) continue;
    const allowed = tokensOf(walk.mask());
    const taken = walk.take(allowed[Math.floor(random() * allowed.length)]!);
    if (taken !== endToken) tokens.push(taken);
  }
  return tokens;
}

export function textOf(vocabulary: TokenBytes, tokens: readonly number[]): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(tokens.map((token) => vocabulary.bytes(token))));
}
