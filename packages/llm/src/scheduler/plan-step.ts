import { draftLength } from "../speculation/draft-length.ts";
import type { DraftOffer } from "../speculation/speculator.ts";

/** What a sequence could have computed in the next step. */
export interface StepCandidate {
  /** Tokens that wait to be computed, at least one. */
  readonly pending: number;
  /** How many of them, counted from the first, need no logits. */
  readonly silent: number;
  /** Whether its prompt is computed: somebody waits for each of its tokens. */
  readonly isRunning: boolean;
  /** Tokens that may come behind a single pending one. */
  readonly offer: DraftOffer | null;
}

export interface StepLimits {
  readonly rows: number;
  /** Rows whose logits a step can give. */
  readonly logits: number;
}

/** A candidate's part of a step. */
export interface StepShare {
  /** Pending tokens; 0 waits for the next step. */
  rows: number;
  /** Offered tokens behind them. */
  drafts: number;
}

/**
 * Shares out the rows of one step, the oldest candidate first. Who has one token pending, as most that generate have, is served before the
 * rest, then who has several because a constraint left no choice, so that a long prompt delays a running stream by one step at most; then come
 * prompts, and drafts get what is left.
 */
export function planStep(candidates: readonly StepCandidate[], limits: StepLimits): StepShare[] {
  let { rows, logits } = limits;
  const shares = candidates.map((): StepShare => ({ rows: 0, drafts: 0 }));
  const serve = (share: StepShare, { pending, silent }: StepCandidate) => {
    share.rows = Math.min(pending, rows, silent + logits);
    rows -= share.rows;
    logits -= Math.max(0, share.rows - silent);
  };
  candidates.forEach((candidate, i) => candidate.pending === 1 && serve(shares[i]!, candidate));
  candidates.forEach((candidate, i) => candidate.pending > 1 && candidate.isRunning && serve(shares[i]!, candidate));
  candidates.forEach((candidate, i) => candidate.pending > 1 && !candidate.isRunning && serve(shares[i]!, candidate));
  candidates.forEach(({ offer }, i) => {
    if (offer === null || shares[i]!.rows === 0) return;
    const most = Math.min(offer.tokens.length, rows, logits);
    const drafts = draftLength({ rows: limits.rows - rows, most, acceptance: offer.acceptance });
    shares[i]!.drafts = drafts;
    rows -= drafts;
    logits -= drafts;
  });
  return shares;
}
