import { PAGE_TOKENS } from "@steadytext/kernel";

/** A finished page: its tokens, behind all those of its parents, are the only ones its keys and values are good for. */
export interface PrefixNode {
  readonly page: number;
  readonly run: string;
  readonly parent: PrefixNode | null;
  readonly scope: string;
  readonly children: Map<string, PrefixNode>;
  /** Running sequences that read the page. */
  references: number;
  /** Rises with every use. */
  lastUsed: number;
}

/**
 * Finished pages by the exact tokens in and before them. Each scope has a tree of its own, since the time that a reused prefix saves
 * would tell one tenant what another one wrote.
 */
export class PrefixTree {
  readonly #roots = new Map<string, Map<string, PrefixNode>>();
  readonly #nodes = new Set<PrefixNode>();
  #clock = 0;

  /** Pages that no running sequence reads: all of them can be evicted, leaves first. */
  get evictable(): number {
    let count = 0;
    for (const { references } of this.#nodes) if (references === 0) count += 1;
    return count;
  }

  /** The pages, in order, that hold the start of `tokens`; at most `mostPages`. */
  match(scope: string, tokens: readonly number[], mostPages: number): PrefixNode[] {
    const path: PrefixNode[] = [];
    let children = this.#roots.get(scope);
    while (children !== undefined && path.length < mostPages) {
      const node = children.get(runOf(tokens, path.length));
      if (node === undefined) break;
      path.push(node);
      children = node.children;
    }
    return path;
  }

  /** The node of `tokens`' page behind `parent`: the one that is there, or a new one that takes over `page`. */
  insert(scope: string, parent: PrefixNode | null, tokens: readonly number[], index: number, page: number): PrefixNode {
    const siblings = parent?.children ?? this.#root(scope);
    const run = runOf(tokens, index);
    const known = siblings.get(run);
    if (known !== undefined) return known;
    const node: PrefixNode = { page, run, parent, scope, children: new Map(), references: 0, lastUsed: 0 };
    siblings.set(run, node);
    this.#nodes.add(node);
    return node;
  }

  retain(node: PrefixNode): void {
    node.references += 1;
    node.lastUsed = this.#clock += 1;
  }

  release(node: PrefixNode): void {
    node.references -= 1;
    node.lastUsed = this.#clock += 1;
  }

  /** Forgets the least recently used page that nobody reads and no other page follows; returns it, or null when there is none. */
  evict(): number | null {
    let oldest: PrefixNode | null = null;
    for (const node of this.#nodes) {
      if (node.references > 0 || node.children.size > 0) continue;
      if (oldest === null || node.lastUsed < oldest.lastUsed) oldest = node;
    }
    if (oldest === null) return null;
    this.#remove(oldest);
    return oldest.page;
  }

  #remove(node: PrefixNode): void {
    this.#nodes.delete(node);
    const siblings = node.parent?.children ?? this.#root(node.scope);
    siblings.delete(node.run);
    if (node.parent === null && siblings.size === 0) this.#roots.delete(node.scope);
  }

  #root(scope: string): Map<string, PrefixNode> {
    const root = this.#roots.get(scope) ?? new Map<string, PrefixNode>();
    this.#roots.set(scope, root);
    return root;
  }
}

/** A page's tokens as a key that no other tokens have. */
function runOf(tokens: readonly number[], page: number): string {
  return tokens.slice(page * PAGE_TOKENS, (page + 1) * PAGE_TOKENS).join(",");
}
