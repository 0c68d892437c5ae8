import { ok, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";
import { computeFault } from "./kernel-fault.ts";
import type { Sequence } from "./sequence.ts";

/** What the scheduler needs of the kernel; whatever reads logits has the rest. */
export type Forward = Pick<Kernel, "forward">;

/** Pending tokens of one sequence, computed in one step. */
export interface Share {
  readonly sequence: Sequence;
  readonly rows: number;
}

/** How a share came out: its sequence goes on, is complete, or failed. */
export type Outcome = Result<"going" | "complete", ServiceError>;

/** Computes the shares in one pass over the weights, and hands each sequence its logits. */
export function runStep(kernel: Forward, shares: readonly Share[]): Outcome[] {
  const done = kernel.forward(shares.flatMap(({ sequence, rows }) => sequence.rows(pendingTokens(sequence, rows))));
  if (!done.ok) return shares.length === 1 ? [computeFault(done.error)] : shares.flatMap((share) => runStep(kernel, [share]));
  let logits = 0;
  return shares.map((share) => {
    const first = logits;
    logits += share.rows - Math.min(share.rows, share.sequence.silent);
    const outcome = readShare(share, first);
    share.sequence.lease?.share(share.sequence.tokens, share.sequence.computed);
    return outcome;
  });
}

function pendingTokens({ tokens, computed }: Sequence, rows: number): number[] {
  return tokens.slice(computed, computed + rows);
}

function readShare({ sequence, rows }: Share, firstLogits: number): Outcome {
  const { task, tokens } = sequence;
  let logits = firstLogits;
  for (const end = sequence.computed + rows; sequence.computed < end;) {
    const position = sequence.computed++;
    if (position < task.readsFrom) continue;
    const next = task.read(logits++, position);
    if (!next.ok) return next;
    if (next.value === null) return ok("complete");
    if (sequence.pending === 0) tokens.push(next.value);
  }
  return ok("going");
}
