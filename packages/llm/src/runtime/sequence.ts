import { ok, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";
import { computeFault } from "./kernel-fault.ts";

/** One sequence in the kernel's KV cache. Its calls are synchronous: read the logits before anything else runs. */
export class Sequence {
  readonly #kernel: Kernel;
  readonly #pageTable: Uint16Array;
  #length = 0;

  constructor(kernel: Kernel, pageTable: Uint16Array) {
    this.#kernel = kernel;
    this.#pageTable = pageTable;
  }

  /** Tokens in the cache, which is the position of the next one. */
  get length(): number {
    return this.#length;
  }

  /** Appends the next tokens in one step; logits are computed for the rows that `wants` says. */
  append(tokens: readonly number[], wants: (index: number) => boolean): Result<null, ServiceError> {
    const rows = tokens.map((token, i) => ({ token, position: this.#length + i, pageTable: this.#pageTable, wantLogits: wants(i) }));
    const done = this.#kernel.forward(rows);
    if (!done.ok) return computeFault(done.error);
    this.#length += tokens.length;
    return ok(null);
  }
}
