import type { Row } from "@steadytext/kernel";
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

  constructor(task: SequenceTask) {
    this.task = task;
    this.tokens = [...task.prompt];
  }

  get pending(): number {
    return this.tokens.length - this.computed;
  }

  /** Pending tokens, counted from the first, whose logits nobody reads. */
  get silent(): number {
    return Math.min(this.pending, Math.max(0, this.task.readsFrom - this.computed));
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
      return { token, position, pageTable, wantLogits: position >= this.task.readsFrom };
    });
  }
}
