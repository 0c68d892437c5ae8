import { compareBytes } from "../machine/closing-bytes.ts";

/** What the trie needs to know of a model's vocabulary. */
export interface TokenBytes {
  readonly size: number;
  bytes(token: number): Uint8Array;
  /** Whether the token stands for something else than its bytes; such a token is never part of a document. */
  isSpecial(token: number): boolean;
}

/**
 * Every token's bytes as one trie, its nodes in depth-first order: a walk is a loop over arrays that skips a subtree by jumping.
 * Node 0 is the root. Tokens of equal bytes have a node each.
 */
export class TokenTrie {
  readonly vocabularySize: number;
  /** Byte that leads to each node. */
  readonly bytes: Uint8Array;
  readonly depths: Uint16Array;
  /** Token that ends at each node; -1 for none. */
  readonly tokens: Int32Array;
  /** First node past each node's subtree. */
  readonly ends: Uint32Array;
  /** Bytes of the longest token. */
  readonly longest: number;
  readonly #vocabulary: TokenBytes;

  constructor(vocabulary: TokenBytes) {
    this.#vocabulary = vocabulary;
    this.vocabularySize = vocabulary.size;
    const entries: { token: number; bytes: Uint8Array }[] = [];
    for (let token = 0; token < vocabulary.size; token++) {
      const bytes = vocabulary.bytes(token);
      if (bytes.length > 0 && !vocabulary.isSpecial(token)) entries.push({ token, bytes });
    }
    entries.sort((a, b) => compareBytes(a.bytes, b.bytes) || a.token - b.token);
    this.longest = entries.reduce((longest, { bytes }) => Math.max(longest, bytes.length), 0);
    const nodes = lay(entries);
    this.bytes = Uint8Array.from(nodes.bytes);
    this.depths = Uint16Array.from(nodes.depths);
    this.tokens = Int32Array.from(nodes.tokens);
    this.ends = subtreeEnds(this.depths);
  }

  get byteLength(): number {
    return this.bytes.byteLength + this.depths.byteLength + this.tokens.byteLength + this.ends.byteLength;
  }

  /** The bytes of `token`; null for one that is part of no document. */
  tokenBytes(token: number): Uint8Array | null {
    return this.#vocabulary.isSpecial(token) || token >= this.vocabularySize ? null : this.#vocabulary.bytes(token);
  }

  /** Calls `visit` with the token and length of every token that `bytes` go on with at `from`, shortest first. */
  forEachPrefix(bytes: Uint8Array, from: number, visit: (token: number, length: number) => void): void {
    let node = 0;
    for (let at = from; at < bytes.length; at++) {
      node = this.#child(node, bytes[at]!);
      if (node === 0) return;
      if (this.tokens[node] !== -1) visit(this.tokens[node]!, at + 1 - from);
    }
  }

  #child(parent: number, byte: number): number {
    for (let node = parent + 1; node < this.ends[parent]!; node = this.ends[node]!) {
      if (this.bytes[node] === byte && (this.ends[node]! > node + 1 || this.tokens[node] !== -1)) return node;
    }
    return 0;
  }
}

function lay(entries: readonly { token: number; bytes: Uint8Array }[]): { bytes: number[]; depths: number[]; tokens: number[] } {
  const nodes = { bytes: [0], depths: [0], tokens: [-1] };
  let previous = new Uint8Array(0);
  for (const { token, bytes } of entries) {
    let shared = 0;
    while (shared < previous.length && shared < bytes.length - 1 && previous[shared] === bytes[shared]) shared++;
    for (let at = shared; at < bytes.length; at++) {
      nodes.bytes.push(bytes[at]!);
      nodes.depths.push(at + 1);
      nodes.tokens.push(at === bytes.length - 1 ? token : -1);
    }
    previous = new Uint8Array(bytes);
  }
  return nodes;
}

function subtreeEnds(depths: Uint16Array): Uint32Array {
  const ends = new Uint32Array(depths.length).fill(depths.length);
  const open: number[] = [];
  depths.forEach((depth, node) => {
    while (open.length > 0 && depths[open.at(-1)!]! >= depth) ends[open.pop()!] = node;
    open.push(node);
  });
  return ends;
}
