import type { Row } from "@steadytext/kernel";
import { Speculator, type DraftOffer } from "../speculation/speculator.ts";
import type { PageLease } from "./page-store.ts";
import type { SequenceTask } from "./sequence-task.ts";

/** A sequence on its way: its tokens, and how many of them the pages hold. */
export class Sequence {
  readonly task: SequenceTask;
  readonly tokens: number[];
  /** Tokens whose keys and values are in the pages; the rest are pending. */
  computed = 0;
  /** Null while it waits for pages. */
  lease: PageLease | null = null;
  readonly #speculator: Speculator | null;

  constructor(task: SequenceTask, speculates: boolean) {
    this.task = task;
    this.tokens = [...task.prompt];
    this.#speculator = speculates && task.speculates ? new Speculator() : null;
  }

  get pending(): number {
    return this.tokens.length - this.computed;
  }

  /** Whether its prompt is computed. */
  get isRunning(): boolean {
    return this.computed >= this.task.prompt.length;
  }

  /** Pending tokens, counted from the first, whose logits nobody reads. */
  get silent(): number {
    return Math.min(this.pending, Math.max(0, this.task.readsFrom - this.computed));
  }

  /** Tokens that may follow a single pending one: fewer than may still come, since the last of those is never computed. */
  offer(): DraftOffer | null {
    const left = this.task.prompt.length + this.task.mostNewTokens - this.tokens.length;
    const offer = this.pending === 1 ? (this.#speculator?.offer(this.tokens) ?? null) : null;
    return offer === null || left < 2 ? null : { ...offer, tokens: offer.tokens.slice(0, left - 1) };
  }

  /** Follows a step: shares finished pages, and learns which proposals were right. */
  stepped(): void {
    this.lease?.share(this.tokens, this.computed);
    this.#speculator?.learn(this.tokens);
  }

  admit(lease: PageLease): void {
    this.lease = lease;
    this.computed = lease.reusedTokens;
    this.task.started(lease.reusedTokens);
  }

  /** The rows of `tokens`, which stand where the pending ones begin. */
  rows(tokens: readonly number[]): Row[] {
    const pageTable = this.lease?.table ?? [];
    return tokens.map((token, i) => {
      const position = this.computed + i;
      const wantLogits = position >= this.task.readsFrom;
      const isNext = position === this.tokens.length - 1;
      return { token, position, pageTable, wantLogits, allowed: wantLogits && isNext ? this.task.allowed() : undefined };
    });
  }
}
