import { GgufError } from "../gguf/gguf-error.ts";
import type { Metadata } from "../gguf/metadata.ts";
import type { StringTable } from "../gguf/string-table.ts";
import { writeSymbolBytes } from "./byte-symbols.ts";
import type { SpecialToken } from "./special-tokens.ts";

const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;
const LAST_TYPE = 6;

/** Control tokens that end a turn or a text in published models, whatever the file calls them. */
const END_TEXTS = new Set(["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|end|>", "<end_of_turn>"]);
const END_KEYS = ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"];

/** Every token's bytes, in one block with offsets, and what each token is for. */
export class Vocabulary {
  readonly #bytes: Uint8Array;
  readonly #offsets: Uint32Array;
  readonly #types: Uint8Array;

  constructor(tokens: StringTable, types: Uint8Array) {
    this.#types = types;
    this.#offsets = new Uint32Array(tokens.length + 1);
    let total = 0;
    for (let id = 0; id < tokens.length; id++) total += tokens.at(id).length;
    const bytes = new Uint8Array(total);
    let end = 0;
    for (let id = 0; id < tokens.length; id++) {
      end += this.isSpecial(id) ? writeLiteral(tokens.at(id), bytes, end) : writeSymbolBytes(tokens.at(id), bytes, end);
      this.#offsets[id + 1] = end;
    }
    this.#bytes = new Uint8Array(bytes.buffer.transfer(end));
  }

  get size(): number {
    return this.#types.length;
  }

  /** Bytes that all of it takes. */
  get storedBytes(): number {
    return this.#bytes.byteLength + this.#offsets.byteLength + this.#types.byteLength;
  }

  /** The bytes that `token` stands for; a special token's are its name. */
  bytes(token: number): Uint8Array {
    return this.#bytes.subarray(this.#offsets[token], this.#offsets[token + 1]);
  }

  /** Number of the bytes that `token` stands for. */
  byteLength(token: number): number {
    return this.#offsets[token + 1]! - this.#offsets[token]!;
  }

  byteAt(token: number, at: number): number {
    return this.#bytes[this.#offsets[token]! + at]!;
  }

  text(token: number): string {
    return new TextDecoder().decode(this.bytes(token));
  }

  isControl(token: number): boolean {
    const type = this.#types[token];
    return type === CONTROL || type === UNKNOWN;
  }

  isSpecial(token: number): boolean {
    return this.isControl(token) || this.#types[token] === USER_DEFINED;
  }

  specialTokens(): SpecialToken[] {
    const special: SpecialToken[] = [];
    for (let id = 0; id < this.size; id++) if (this.isSpecial(id)) special.push({ id, text: this.text(id), control: this.isControl(id) });
    return special;
  }

  /** Tokens that end a generation: the file's eos, eot and eom, and control tokens known to end a turn. */
  endTokens(metadata: Metadata): ReadonlySet<number> {
    const ends = new Set<number>();
    for (const key of END_KEYS) if (metadata.has(key)) ends.add(metadata.integer(key, 0, this.size - 1));
    for (const { id, text, control } of this.specialTokens()) if (control && END_TEXTS.has(text)) ends.add(id);
    return ends;
  }
}

/** Reads the type of each token; files without types have normal tokens only. */
export function readTokenTypes(metadata: Metadata, tokens: number): Uint8Array {
  const types = new Uint8Array(tokens).fill(1);
  if (!metadata.has("tokenizer.ggml.token_type")) return types;
  const values = metadata.numbers("tokenizer.ggml.token_type");
  if (values.length !== tokens) {
    throw new GgufError("invalid_tokenizer", `The file has ${tokens} tokens but ${values.length} token types`);
  }
  values.forEach((value, id) => {
    if (!Number.isInteger(value) || value < 0 || value > LAST_TYPE)
      throw new GgufError("invalid_tokenizer", `Token ${id} has the unknown type ${value}`);
    types[id] = value;
  });
  return types;
}

function writeLiteral(text: Uint8Array, out: Uint8Array, at: number): number {
  out.set(text, at);
  return text.length;
}
