import type { TokenBytes } from "../tokens/token-trie.ts";

/** The token that ends a text. */
export const END = 0;

/** A vocabulary of an end token, every byte, and `texts`; a lone leading byte of a character ends one of them. */
export function smallVocabulary(texts: readonly string[]): TokenBytes {
  const encoder = new TextEncoder();
  const tokens = [
    encoder.encode("<end>"),
    ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
    ...texts.map((text) => encoder.encode(text)),
  ];
  tokens.push(Uint8Array.of(0x61, 0xc3));
  return {
    size: tokens.length,
    bytes: (token) => tokens[token]!,
    byteLength: (token) => tokens[token]!.length,
    byteAt: (token, at) => tokens[token]![at]!,
    isSpecial: (token) => token === END,
  };
}
