import { ok, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel, KernelError } from "@steadytext/kernel";
import { computeFault } from "./kernel-fault.ts";
import type { Sequence } from "./sequence.ts";

/** What the scheduler needs of the kernel; whatever reads logits has the rest. */
export type Forward = Pick<Kernel, "forward">;

/** Tokens of one sequence, computed in one step: pending ones, and drafts behind them, which count only as far as they turn out right. */
export interface Share {
  readonly sequence: Sequence;
  readonly rows: number;
  readonly drafts: readonly number[];
}

/** How a share came out: its sequence goes on, is complete, or failed. */
export type Outcome = Result<"going" | "complete", ServiceError>;

/** Computes the shares in one pass over the weights, and hands each sequence its logits. */
export function runStep(kernel: Forward, shares: readonly Share[]): Outcome[] {
  const done = kernel.forward(shares.flatMap((share) => share.sequence.rows(inputsOf(share))));
  if (!done.ok) return runApart(kernel, shares, done.error);
  let logits = 0;
  return shares.map((share) => {
    const first = logits;
    logits += share.rows - Math.min(share.rows, share.sequence.silent) + share.drafts.length;
    const outcome = readShare(share, first);
    share.sequence.stepped();
    return outcome;
  });
}

/** After a step that failed: each sequence alone and without its drafts, so that one fails only for what it would fail for by itself. */
function runApart(kernel: Forward, shares: readonly Share[], error: KernelError): Outcome[] {
  if (shares.length === 1 && shares[0]?.drafts.length === 0) return [computeFault(error)];
  return shares.flatMap((share) => runStep(kernel, [{ ...share, drafts: [] }]));
}

function inputsOf({ sequence: { tokens, computed }, rows, drafts }: Share): number[] {
  return [...tokens.slice(computed, computed + rows), ...drafts];
}

/** Hands over a share's logits in order, up to a draft that is not what came: what was computed from there on was for another text. */
function readShare(share: Share, firstLogits: number): Outcome {
  const { task, tokens } = share.sequence;
  const inputs = inputsOf(share);
  const { readsFrom } = task;
  let logits = firstLogits;
  for (let i = 0; i < inputs.length; i++) {
    const position = share.sequence.computed++;
    const row = position < readsFrom ? null : logits++;
    if (row !== null && position >= task.readsFrom) {
      const next = task.read(row, position);
      if (!next.ok) return next;
      if (next.value === null) return ok("complete");
      if (share.sequence.pending === 0) tokens.push(...next.value);
    }
    if (i + 1 >= share.rows && inputs[i + 1] !== tokens[position + 1]) break;
  }
  return ok("going");
}
