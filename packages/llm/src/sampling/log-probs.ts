import type { TokenLogprob } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";

/** What a kernel tells of a step's logits. */
export type LogitSource = Pick<Kernel, "argmax" | "logits" | "logProb">;

/** A token's log-probability, and those of the `top` most likely ones, best first, lower ids first among equals. */
export interface LogProbs {
  readonly logprob: number;
  readonly top: readonly TokenLogprob[];
}

/** Log-probabilities from logits row `row`: natural logarithms of the model's own distribution, with the bits of `kernel.logProb`. */
export function logProbsOf(kernel: LogitSource, row: number, token: number, top: number): LogProbs {
  const logits = kernel.logits(row);
  const best = kernel.argmax(row);
  // 0 - log(sum): one pass over the exponentials serves all tokens, since a - b and a + (-b) are the same.
  const bestLogProb = kernel.logProb(row, best);
  const logProb = (id: number) => logits[id]! - logits[best]! + bestLogProb;
  return { logprob: logProb(token), top: highest(logits, top).map((id) => ({ token: id, logprob: logProb(id) })) };
}

/** Ids of the `count` highest logits: (count,), highest first, lower ids first among equals. */
function highest(logits: Float32Array, count: number): number[] {
  const ids: number[] = [];
  if (count === 0) return ids;
  let bound = -Infinity;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id]!;
    if (ids.length === count && logit <= bound) continue;
    let at = ids.length;
    while (at > 0 && logits[ids[at - 1]!]! < logit) at -= 1;
    ids.splice(at, 0, id);
    if (ids.length > count) ids.pop();
    bound = logits[ids.at(-1)!]!;
  }
  return ids;
}
