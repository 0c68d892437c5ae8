import { closeSync, openSync, readSync } from "node:fs";
import type { TokenBytes } from "../tokens/token-trie.ts";

/** More than the metadata of the test model takes. */
const HEADER_BYTES = 8 << 20;
const NORMAL = 1;
const SIZES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const STRING = 8;
const ARRAY = 9;

/** The vocabulary that stands in a GGUF file with byte-level BPE tokens, and its end-of-turn token. */
export function ggufVocabulary(path: string): TokenBytes & { readonly endToken: number } {
  const metadata = readMetadata(path);
  const tokens = metadata.get("tokenizer.ggml.tokens") as string[];
  const types = metadata.get("tokenizer.ggml.token_type") as number[];
  const bytes = tokens.map(symbolBytes);
  return {
    size: tokens.length,
    bytes: (token) => bytes[token]!,
    byteLength: (token) => bytes[token]!.length,
    byteAt: (token, at) => bytes[token]![at]!,
    isSpecial: (token) => types[token] !== NORMAL,
    endToken: metadata.get("tokenizer.ggml.eos_token_id") as number,
  };
}

function readMetadata(path: string): Map<string, unknown> {
  const buffer = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, "r");
  readSync(file, buffer, 0, HEADER_BYTES, 0);
  closeSync(file);
  let at = 16;
  const count = (): number => {
    at += 8;
    return Number(buffer.readBigUInt64LE(at - 8));
  };
  const text = (): string => {
    const length = count();
    at += length;
    return buffer.toString("utf8", at - length, at);
  };
  const value = (type: number): unknown => {
    if (type === STRING) return text();
    if (type !== ARRAY) {
      at += SIZES[type]!;
      return type === 4 || type === 5 ? buffer.readInt32LE(at - 4) : null;
    }
    const element = buffer.readUInt32LE(at);
    at += 4;
    return Array.from({ length: count() }, () => value(element));
  };
  const entries = count();
  const metadata = new Map<string, unknown>();
  for (let i = 0; i < entries; i++) {
    const key = text();
    const type = buffer.readUInt32LE(at);
    at += 4;
    metadata.set(key, value(type));
  }
  return metadata;
}

/** Byte-level BPE writes printable Latin-1 as itself and the other bytes, in order, from U+0100 on. */
function symbolBytes(symbols: string): Uint8Array {
  return Uint8Array.from(symbols, (symbol) => BYTE_OF.get(symbol) ?? 0);
}

const BYTE_OF = new Map<string, number>();
for (let byte = 0, moved = 0; byte < 256; byte++) {
  const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  BYTE_OF.set(String.fromCharCode(isPrintable ? byte : 0x100 + moved++), byte);
}
