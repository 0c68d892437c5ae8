import { PAGE_TOKENS } from "@steadytext/kernel";
import { PagePool } from "./page-pool.ts";
import { PrefixTree, type PrefixNode } from "./prefix-tree.ts";

export interface PageStoreOptions {
  readonly pages: number;
  /** Whether finished pages are kept for later sequences. */
  readonly keepsPrefixes: boolean;
}

/** What a sequence needs pages for. */
export interface PageRequest {
  /** Pages are shared within a scope only. */
  readonly scope: string;
  readonly tokens: readonly number[];
  /** Tokens the sequence may have at most. */
  readonly mostTokens: number;
  /** Tokens that may come from finished pages. */
  readonly mostReused: number;
}

/** Lends KV pages: those of a known prefix to many sequences at once, every other one to one. A sequence gets its worst case or nothing. */
export class PageStore {
  readonly #pool: PagePool;
  readonly #tree = new PrefixTree();
  readonly #keepsPrefixes: boolean;

  constructor({ pages, keepsPrefixes }: PageStoreOptions) {
    this.#pool = new PagePool(pages);
    this.#keepsPrefixes = keepsPrefixes;
  }

  get size(): number {
    return this.#pool.size;
  }

  /** Pages that no sequence holds, those with a known prefix among them. */
  get available(): number {
    return this.#pool.free + this.#tree.evictable;
  }

  /** Pages kept for their prefix alone. */
  get kept(): number {
    return this.#tree.evictable;
  }

  /** The pages of a sequence's worst case, or null while there are too few. */
  lend({ scope, tokens, mostTokens, mostReused }: PageRequest): PageLease | null {
    const known = this.#tree.match(scope, tokens, Math.floor(mostReused / PAGE_TOKENS));
    for (const node of known) this.#tree.retain(node);
    const needed = Math.ceil(mostTokens / PAGE_TOKENS) - known.length;
    if (needed > this.available) {
      for (const node of known) this.#tree.release(node);
      return null;
    }
    const own = Array.from({ length: needed }, () => this.#take());
    return new PageLease(this.#pool, this.#keepsPrefixes ? this.#tree : null, scope, known, own);
  }

  #take(): number {
    if (this.#pool.free > 0) return this.#pool.take();
    const evicted = this.#tree.evict();
    if (evicted === null) throw new Error("a page was lent that is not there");
    return evicted;
  }
}

/** The pages of one sequence. */
export class PageLease {
  /** Position p lives in page `table[p >> 6]`. */
  readonly table: number[];
  readonly reusedTokens: number;
  readonly #pool: PagePool;
  readonly #tree: PrefixTree | null;
  readonly #scope: string;
  /** The first pages of the table: finished, and shared from now on. */
  readonly #shared: PrefixNode[];
  #held = true;

  constructor(pool: PagePool, tree: PrefixTree | null, scope: string, shared: PrefixNode[], own: readonly number[]) {
    this.#pool = pool;
    this.#tree = tree;
    this.#scope = scope;
    this.#shared = shared;
    this.table = [...shared.map(({ page }) => page), ...own];
    this.reusedTokens = shared.length * PAGE_TOKENS;
  }

  /** Shares the pages whose tokens are all computed. Where another sequence was first, its page, which has the same bits, takes the place. */
  share(tokens: readonly number[], computed: number): void {
    if (this.#tree === null) return;
    for (let index = this.#shared.length; (index + 1) * PAGE_TOKENS <= computed; index++) {
      const page = this.table[index]!;
      const node = this.#tree.insert(this.#scope, this.#shared.at(-1) ?? null, tokens, index, page);
      this.#tree.retain(node);
      this.#shared.push(node);
      if (node.page === page) continue;
      this.#pool.giveBack(page);
      this.table[index] = node.page;
    }
  }

  /** Gives all pages back; calls after the first do nothing. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const page of this.table.slice(this.#shared.length)) this.#pool.giveBack(page);
    for (const node of this.#shared) this.#tree?.release(node);
  }
}
