import { GgufError } from "../gguf/gguf-error.ts";
import type { StringTable } from "../gguf/string-table.ts";
import { BYTE_TO_CODE_POINT } from "./byte-symbols.ts";
import { MergeTable } from "./merge-table.ts";
import { TextIndex } from "./text-index.ts";

const BLANK = 0x20;
const NO_TOKEN = -1;

/** What byte-level BPE needs besides the tokens' bytes. */
export interface MergeRules {
  readonly merges: MergeTable;
  /** Token of each byte, or -1: vocabularies may lack bytes that no text of their training had. */
  readonly byteTokens: Int32Array;
}

/** Turns the file's merges, two texts with a blank between, into pairs of ids. */
export function readMerges(tokens: StringTable, merges: StringTable): MergeRules {
  const index = indexTokens(tokens);
  const table = new MergeTable(merges.length, tokens.length);
  for (let rank = 0; rank < merges.length; rank++) {
    const merge = merges.at(rank);
    const blank = merge.indexOf(BLANK, 1);
    const left = blank < 0 ? NO_TOKEN : index.find(merge.subarray(0, blank));
    const right = blank < 0 ? NO_TOKEN : index.find(merge.subarray(blank + 1));
    const merged = blank < 0 ? NO_TOKEN : index.find(without(merge, blank));
    if (left < 0 || right < 0 || merged < 0) {
      throw new GgufError("invalid_tokenizer", `Merge ${rank} (${merges.text(rank)}) needs tokens that the vocabulary does not have`);
    }
    table.add(left, right, merged);
  }
  const byteTokens = findByteTokens(index);
  index.release();
  return { merges: table, byteTokens };
}

function indexTokens(tokens: StringTable): TextIndex {
  const index = new TextIndex(tokens);
  for (let id = 0; id < tokens.length; id++) {
    if (!index.add(id)) throw new GgufError("invalid_tokenizer", `Token ${id} (${tokens.text(id)}) is there twice`);
  }
  return index;
}

function findByteTokens(index: TextIndex): Int32Array {
  const encoder = new TextEncoder();
  return Int32Array.from(BYTE_TO_CODE_POINT, (codePoint) => index.find(encoder.encode(String.fromCodePoint(codePoint))));
}

function without(bytes: Uint8Array, at: number): Uint8Array {
  const rest = new Uint8Array(bytes.length - 1);
  rest.set(bytes.subarray(0, at));
  rest.set(bytes.subarray(at + 1), at);
  return rest;
}
