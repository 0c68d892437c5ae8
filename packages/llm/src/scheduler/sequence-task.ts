import type { Result, ServiceError } from "@steadytext/core";

/** What a sequence is for. The scheduler computes its rows and hands the logits over; it knows nothing else of it. */
export interface SequenceTask {
  /** The tokens known from the start, at least one. */
  readonly prompt: readonly number[];
  /** Tokens that `read` may add behind them. */
  readonly mostNewTokens: number;
  /** Computed pages are shared with sequences of the same scope only. */
  readonly prefixScope: string;
  /** Position of the first token whose logits are read; those of all later ones are read too. `read` may raise it, to the last known token at most. */
  readonly readsFrom: number;
  /** Whether what comes next is worth guessing: true where `read` chooses it. */
  readonly speculates: boolean;
  /** Why the work must stop now, or null. Called from anywhere: it may touch nothing that belongs to one request. */
  interruption(): ServiceError | null;
  /** False while its reader is behind: the sequence rests. */
  isReady(): boolean;
  /** Whether its reader has read everything there is. */
  isCaughtUp(): boolean;
  /** Called once, when the sequence has its pages; `reusedTokens` of the prompt were computed before. */
  started(reusedTokens: number): void;
  /** Reads logits row `row` of the step, those behind `position`: the tokens that come next, or null when nothing does. In order, each once. */
  read(row: number, position: number): Result<readonly number[] | null, ServiceError>;
  /** The tokens that the next `read` may give, by their bits; undefined where it reads other logits too, or may give any. */
  allowed(): Uint32Array | undefined;
  /** Called once, when the sequence ended before its end. */
  failed(error: ServiceError): void;
}
