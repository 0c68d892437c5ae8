import type { TokenBytes } from "./token-trie.ts";

/**
 * Tokens' bytes as a trie, its nodes in depth-first order: a walk is a loop over arrays that skips a subtree by jumping. Node 0 is the
 * root. Tokens of equal bytes have a node each.
 */
export class TrieNodes {
  /** Byte that leads to each node. */
  readonly bytes: Uint8Array;
  readonly depths: Uint8Array;
  /** Token that ends at each node; -1 for none. */
  readonly tokens: Int32Array;
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
    this.tokens = new Int32Array(nodes).fill(-1);
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
      if (this.tokens[node] !== -1) visit(this.tokens[node]!, at + 1 - from);
    }
  }

  #child(parent: number, byte: number): number {
    for (let node = parent + 1; node < this.ends[parent]!; node = this.ends[node]!) {
      if (this.bytes[node] === byte && (this.ends[node]! > node + 1 || this.tokens[node] !== -1)) return node;
    }
    return 0;
  }

  #lay(vocabulary: TokenBytes, order: Uint32Array): void {
    let node = 1;
    let previous = new Uint8Array(0);
    for (const token of order) {
      const bytes = vocabulary.bytes(token);
      for (let at = sharedNodes(previous, bytes); at < bytes.length; at++, node++) {
        this.bytes[node] = bytes[at]!;
        this.depths[node] = at + 1;
      }
      this.tokens[node - 1] = token;
      previous = bytes as typeof previous;
    }
  }
}

/** Nodes of the trie, its root among them, and bytes of its longest token. */
function measure(vocabulary: TokenBytes, order: Uint32Array): { nodes: number; longest: number } {
  let nodes = 1;
  let longest = 0;
  let previous = new Uint8Array(0);
  for (const token of order) {
    const bytes = vocabulary.bytes(token);
    nodes += bytes.length - sharedNodes(previous, bytes);
    longest = Math.max(longest, bytes.length);
    previous = bytes as typeof previous;
  }
  return { nodes, longest };
}

/** Nodes of the token before that lead to this one as well; the last is its own. */
function sharedNodes(previous: Uint8Array, bytes: Uint8Array): number {
  let shared = 0;
  while (shared < previous.length && shared < bytes.length - 1 && previous[shared] === bytes[shared]) shared++;
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
