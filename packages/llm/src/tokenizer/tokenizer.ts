import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { GgufError } from "../gguf/gguf-error.ts";
import type { Metadata } from "../gguf/metadata.ts";
import { BpeMerger } from "./bpe-merger.ts";
import { PieceCache } from "./piece-cache.ts";
import { preTokenize } from "./pre-tokenize.ts";
import { readMerges, type MergeRules } from "./read-merges.ts";
import { SpecialTokens, type Segment } from "./special-tokens.ts";
import { readTokenTypes, Vocabulary } from "./vocabulary.ts";

/** Most UTF-16 units of text that one call takes: bounds the memory of a single word, which is not cut. */
const LONGEST_TEXT = 1 << 20;
const PIECE_BYTES = 4096;

export interface EncodeOptions {
  /** Special tokens written in the text become single tokens. */
  readonly parseSpecial: boolean;
  /** Puts the begin token first, where the model has one. */
  readonly addSpecial: boolean;
}

/** Byte-level BPE over the arrays of a GGUF file: text to token ids and back. */
export class Tokenizer {
  readonly vocabulary: Vocabulary;
  /** Tokens that end a generation. */
  readonly endTokens: ReadonlySet<number>;
  readonly bosToken: number | null;
  readonly eosToken: number | null;
  readonly #addsBos: boolean;
  readonly #rules: MergeRules;
  readonly #merger: BpeMerger;
  readonly #specials: SpecialTokens;
  readonly #cache = new PieceCache();
  readonly #encoder = new TextEncoder();
  readonly #scratch = new Uint8Array(PIECE_BYTES * 3);

  /** Reads the file's tokenizer; raises `GgufError` for one that is damaged or of another kind. */
  constructor(metadata: Metadata) {
    checkKind(metadata);
    const tokens = metadata.strings("tokenizer.ggml.tokens");
    if (tokens.length === 0) throw new GgufError("invalid_tokenizer", "The file's vocabulary is empty");
    this.vocabulary = new Vocabulary(tokens, readTokenTypes(metadata, tokens.length));
    this.#rules = readMerges(tokens, metadata.strings("tokenizer.ggml.merges"));
    this.#merger = new BpeMerger(this.#rules.merges);
    this.#specials = new SpecialTokens(this.vocabulary.specialTokens());
    this.endTokens = this.vocabulary.endTokens(metadata);
    this.bosToken = optionalToken(metadata, "tokenizer.ggml.bos_token_id", tokens.length);
    this.eosToken = optionalToken(metadata, "tokenizer.ggml.eos_token_id", tokens.length);
    this.#addsBos = metadata.has("tokenizer.ggml.add_bos_token") && metadata.boolean("tokenizer.ggml.add_bos_token");
  }

  get byteLength(): number {
    return this.vocabulary.storedBytes + this.#rules.merges.byteLength;
  }

  encode(text: string, { parseSpecial, addSpecial }: EncodeOptions): Result<number[], ServiceError> {
    const encoded = this.encodeSegments([{ text, parseSpecial }]);
    if (encoded.ok && addSpecial && this.#addsBos && this.bosToken !== null) encoded.value.unshift(this.bosToken);
    return encoded;
  }

  /** Encodes stretches of one text: words may cross from one to the next, special tokens may not. */
  encodeSegments(segments: readonly Segment[]): Result<number[], ServiceError> {
    let length = 0;
    for (const { text } of segments) {
      if (!text.isWellFormed()) return fail("invalid_request", "The text is not well-formed Unicode: it holds a lone surrogate");
      length += text.length;
    }
    if (length > LONGEST_TEXT) return fail("invalid_request", `The text has ${length} characters; at most ${LONGEST_TEXT} are taken`);
    const tokens: number[] = [];
    for (const part of this.#specials.cut(segments)) {
      if (typeof part === "number") tokens.push(part);
      else preTokenize(part, (from, to) => this.#encodePiece(part.slice(from, to), tokens));
    }
    return ok(tokens);
  }

  /** The bytes that `tokens` stand for, joined; special tokens give their names. */
  decode(tokens: readonly number[]): Result<Uint8Array, ServiceError> {
    let length = 0;
    for (const token of tokens) {
      if (!Number.isInteger(token) || token < 0 || token >= this.vocabulary.size) {
        return fail("invalid_request", `Token ${token} is not in the vocabulary of ${this.vocabulary.size}`, { param: "tokens" });
      }
      length += this.vocabulary.bytes(token).length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const token of tokens) {
      const piece = this.vocabulary.bytes(token);
      bytes.set(piece, at);
      at += piece.length;
    }
    return ok(bytes);
  }

  #encodePiece(piece: string, out: number[]): void {
    const known = this.#cache.get(piece);
    const tokens = known ?? this.#merger.merge(this.#symbols(piece));
    if (known === undefined) this.#cache.set(piece, tokens);
    for (const token of tokens) out.push(token);
  }

  /** Bytes without a token become -1, which the merger leaves out: llama.cpp drops them, and so must we. */
  #symbols(piece: string): Int32Array {
    const bytes = piece.length <= PIECE_BYTES ? this.#scratch : new Uint8Array(piece.length * 3);
    const { written } = this.#encoder.encodeInto(piece, bytes);
    const symbols = new Int32Array(written);
    for (let i = 0; i < written; i++) symbols[i] = this.#rules.byteTokens[bytes[i] ?? 0] ?? -1;
    return symbols;
  }
}

function checkKind(metadata: Metadata): void {
  const model = metadata.string("tokenizer.ggml.model");
  if (model !== "gpt2")
    throw new GgufError("unsupported_tokenizer", `The file's tokenizer model is ${model}; only gpt2 (byte-level BPE) is supported`);
  const pre = metadata.string("tokenizer.ggml.pre");
  if (pre !== "smollm") throw new GgufError("unsupported_tokenizer", `The file's pre-tokenizer is ${pre}; only smollm is supported`);
  if (metadata.has("tokenizer.ggml.add_space_prefix") && metadata.boolean("tokenizer.ggml.add_space_prefix")) {
    throw new GgufError("unsupported_tokenizer", "The file's tokenizer adds a blank before the text, which byte-level BPE does not");
  }
}

function optionalToken(metadata: Metadata, key: string, vocab: number): number | null {
  return metadata.has(key) ? metadata.integer(key, 0, vocab - 1) : null;
}
