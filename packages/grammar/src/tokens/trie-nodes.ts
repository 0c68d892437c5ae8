import type { TokenBytes } from "./token-trie.ts";

/**
 * Tokens' bytes as a trie, its nodes in depth-first order: a walk is a loop over arrays that skips a subtree by jumping. Node 0 is the
 * root. Tokens of equal bytes have a node each.
 */
export class TrieNodes {
  /** Byte that leads to each node. */
  readonly bytes: Uint8Array;
  readonly depths: Uint8Array;
  /** Token that ends at each node; `none` where none does. */
  readonly tokens: Uint16Array | Uint32Array;
  readonly none: number;
  /** First node past each node's subtree. */
  readonly ends: Uint32Array;
  /** Bytes of the longest token. */
  readonly longest: number;

  /** `order`: tokens of at most 255 bytes, in the order of their bytes. */
  constructor(vocabulary: TokenBytes, order: Uint32Array) {
    const { nodes, longest } = measure(vocabulary, order);
    this.longest = longest;
    this.bytes = new Uint8Array(nodes);
    this.depths = new Uint8Array(nodes);
    this.none = vocabulary.size;
    this.tokens = (vocabulary.size < 2 ** 16 ? new Uint16Array(nodes) : new Uint32Array(nodes)).fill(this.none);
    this.#lay(vocabulary, order);
    this.ends = subtreeEnds(this.depths);
  }

  get byteLength(): number {
    return this.bytes.byteLength + this.depths.byteLength + this.tokens.byteLength + this.ends.byteLength;
  }

  /** Calls `visit` with the token and length of every token that `bytes` go on with at `from`, shortest first. */
  forEachPrefix(bytes: Uint8Array, from: number, visit: (token: number, length: number) => void): void {
    let node = 0;
    for (let at = from; at < bytes.length; at++) {
      node = this.#child(node, bytes[at]!);
      if (node === 0) return;
      if (this.tokens[node] !== this.none) visit(this.tokens[node]!, at + 1 - from);
    }
  }

  #child(parent: number, byte: number): number {
    for (let node = parent + 1; node < this.ends[parent]!; node = this.ends[node]!) {
      if (this.bytes[node] === byte && (this.ends[node]! > node + 1 || this.tokens[node] !== this.none)) return node;
    }
    return 0;
  }

  #lay(vocabulary: TokenBytes, order: Uint32Array): void {
    let node = 1;
    for (const [i, token] of order.entries()) {
      const length = vocabulary.byteLength(token);
      for (let at = sharedNodes(vocabulary, order, i); at < length; at++, node++) {
        this.bytes[node] = vocabulary.byteAt(token, at);
        this.depths[node] = at + 1;
      }
      this.tokens[node - 1] = token;
    }
  }
}

/** Nodes of the trie, its root among them, and bytes of its longest token. */
function measure(vocabulary: TokenBytes, order: Uint32Array): { nodes: number; longest: number } {
  let nodes = 1;
  let longest = 0;
  for (const [i, token] of order.entries()) {
    const length = vocabulary.byteLength(token);
    nodes += length - sharedNodes(vocabulary, order, i);
    longest = Math.max(longest, length);
  }
  return { nodes, longest };
}

/** Nodes of the token before `order[i]` that lead to this one as well; the last is its own. */
function sharedNodes(vocabulary: TokenBytes, order: Uint32Array, i: number): number {
  if (i === 0) return 0;
  const [before, token] = [order[i - 1]!, order[i]!];
  const most = Math.min(vocabulary.byteLength(before), vocabulary.byteLength(token) - 1);
  let shared = 0;
  while (shared < most && vocabulary.byteAt(before, shared) === vocabulary.byteAt(token, shared)) shared++;
  return shared;
}

function subtreeEnds(depths: Uint8Array): Uint32Array {
  const ends = new Uint32Array(depths.length).fill(depths.length);
  const open: number[] = [];
  depths.forEach((depth, node) => {
    while (open.length > 0 && depths[open.at(-1)!]! >= depth) ends[open.pop()!] = node;
    open.push(node);
  });
  return ends;
}
