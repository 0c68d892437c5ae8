import type { TokenLogprob } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";
import type { Vocabulary } from "../tokenizer/vocabulary.ts";

/** What log-probabilities are read with. */
export interface LogprobSource {
  readonly kernel: Kernel;
  readonly vocabulary: Vocabulary;
}

/** What is told of one place: the chosen token's log-probability and bytes, and the most likely tokens. */
export interface PlaceLogprobs {
  readonly logprob: number;
  readonly bytes: readonly number[];
  /** Best first, lower ids first among equals. */
  readonly top: readonly TokenLogprob[];
}

/** The log-probability of `token` in logits row `row`, and the `count` (0 to 20) most likely tokens beside it. */
export function placeLogprobs({ kernel, vocabulary }: LogprobSource, row: number, token: number, count: number): PlaceLogprobs {
  const bytesOf = (id: number): number[] => [...vocabulary.bytes(id)];
  const top = kernel.topLogProbs(row, count).map(({ token: id, logProb }) => ({ token: id, logprob: logProb, bytes: bytesOf(id) }));
  return { logprob: kernel.logProb(row, token), bytes: bytesOf(token), top };
}
