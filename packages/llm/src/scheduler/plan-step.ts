/** What a sequence could have computed in the next step. */
export interface StepCandidate {
  /** Tokens that wait to be computed, at least one. */
  readonly pending: number;
  /** How many of them, counted from the first, need no logits. */
  readonly silent: number;
}

export interface StepLimits {
  readonly rows: number;
  /** Rows whose logits a step can give. */
  readonly logits: number;
}

/**
 * Rows that each candidate, oldest first, gets in one step; one that gets none waits for the next. Who has one token pending, as all that
 * generate have, is served first, so that a long prompt delays a running stream by one step at most; what is left goes to prompts, the
 * oldest first.
 */
export function planStep(candidates: readonly StepCandidate[], limits: StepLimits): number[] {
  let { rows, logits } = limits;
  const shares = candidates.map(() => 0);
  const serve = (index: number, { pending, silent }: StepCandidate) => {
    const share = Math.min(pending, rows, silent + logits);
    shares[index] = share;
    rows -= share;
    logits -= Math.max(0, share - silent);
  };
  candidates.forEach((candidate, i) => candidate.pending === 1 && serve(i, candidate));
  candidates.forEach((candidate, i) => candidate.pending > 1 && serve(i, candidate));
  return shares;
}
