import type { TokenLogprob } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";

/** The `count` (0 to 20) most likely tokens of logits row `row`, best first, lower ids first among equals. */
export function topLogprobs(kernel: Kernel, row: number, count: number): TokenLogprob[] {
  return kernel.topLogProbs(row, count).map(({ token, logProb }) => ({ token, logprob: logProb }));
}
