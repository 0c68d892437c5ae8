import { MaskCache } from "./mask-cache.ts";
import { orderTokens } from "./order-tokens.ts";
import { TrieNodes } from "./trie-nodes.ts";

/** What the trie needs to know of a model's vocabulary. */
export interface TokenBytes {
  readonly size: number;
  bytes(token: number): Uint8Array;
  /** Number of the token's bytes, and one of them: without a view of them, of which a whole vocabulary would be a lot of garbage. */
  byteLength(token: number): number;
  byteAt(token: number, at: number): number;
  /** Whether the token stands for something else than its bytes; such a token is never part of a document. */
  isSpecial(token: number): boolean;
}

/** Bytes of the longest token that takes part; depths are single bytes. */
const LONGEST = 255;
/** Of all masks together: 6 KB each for 49,152 tokens. */
const MASK_BYTES = 400_000;
/** Nearly all words are this long at most, in bytes; what is longer is mostly blanks and rules. */
const SHORT = 14;

/** The tokens that documents are made of, in two tries: the many short ones, and the few long ones. */
export class TokenTrie {
  readonly vocabularySize: number;
  readonly short: TrieNodes;
  readonly long: TrieNodes;
  /** Masks of all automata over the vocabulary, by state. */
  readonly masks: MaskCache;
  /** The part of short tokens, by states in which counters and stack are cut to what those can see. */
  readonly shortMasks: MaskCache;
  readonly #vocabulary: TokenBytes;

  /** `maskBytes`: what all masks together may take. */
  constructor(vocabulary: TokenBytes, maskBytes = MASK_BYTES) {
    this.#vocabulary = vocabulary;
    this.vocabularySize = vocabulary.size;
    const bytes = Math.ceil(vocabulary.size / 32) * 4;
    this.masks = new MaskCache(maskBytes / 2, bytes);
    this.shortMasks = new MaskCache(maskBytes / 2, bytes);
    const order = orderTokens(vocabulary, LONGEST);
    const isShort = (token: number): boolean => vocabulary.byteLength(token) <= SHORT;
    const long = order.filter((token) => !isShort(token));
    let count = 0;
    for (const token of order) if (isShort(token)) order[count++] = token;
    this.short = new TrieNodes(vocabulary, order.subarray(0, count));
    this.long = new TrieNodes(vocabulary, long);
    // An isolate has little memory to spare, and its garbage collector time.
    order.buffer.transfer(0);
  }

  /** Bytes of the longest token. */
  get longest(): number {
    return Math.max(this.short.longest, this.long.longest);
  }

  /** Bytes of the tries and of the masks held. */
  get byteLength(): number {
    return this.short.byteLength + this.long.byteLength + this.masks.byteLength + this.shortMasks.byteLength;
  }

  /** Bytes that it takes at most. */
  get mostBytes(): number {
    return this.short.byteLength + this.long.byteLength + this.masks.mostBytes + this.shortMasks.mostBytes;
  }

  /** The bytes of `token`; null for one that is part of no document. */
  tokenBytes(token: number): Uint8Array | null {
    return this.#vocabulary.isSpecial(token) || token >= this.vocabularySize ? null : this.#vocabulary.bytes(token);
  }

  /** Calls `visit` with the token and length of every token that `bytes` go on with at `from`, shortest first. */
  forEachPrefix(bytes: Uint8Array, from: number, visit: (token: number, length: number) => void): void {
    this.short.forEachPrefix(bytes, from, visit);
    this.long.forEachPrefix(bytes, from, visit);
  }
}
