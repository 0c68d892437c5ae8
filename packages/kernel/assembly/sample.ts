import { arena } from "./arena";
import { exp4 } from "./exp";
import { rankBest } from "./rank";

@inline
function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

@inline
function tokenAt(ids: usize, rank: u32): u32 {
  return load<u32>(ids + 4 * <usize>rank);
}

@inline
function logitAt(logits: usize, ids: usize, rank: u32): f32 {
  return load<f32>(logits + 4 * <usize>tokenAt(ids, rank));
}

/** Length of the shortest prefix whose share of the candidates' probability reaches topP. */
function topPrefix(logits: usize, ids: usize, count: u32, topP: f64): u32 {
  if (topP >= 1) return count;
  const best = logitAt(logits, ids, 0);
  let total: f64 = 0;
  for (let r: u32 = 0; r < count; r++) total += <f64>exp1(logitAt(logits, ids, r) - best);
  let sum: f64 = 0;
  for (let r: u32 = 0; r < count; r++) {
    sum += <f64>exp1(logitAt(logits, ids, r) - best);
    if (sum >= topP * total) return r + 1;
  }
  return count;
}

/** Length of the prefix whose tokens are at least minP times as likely as the best. */
function likelyPrefix(logits: usize, ids: usize, count: u32, minP: f64): u32 {
  if (minP <= 0) return count;
  const best = logitAt(logits, ids, 0);
  let r: u32 = 1;
  while (r < count && <f64>exp1(logitAt(logits, ids, r) - best) >= minP) r++;
  return r;
}

@inline
function weightAt(logits: usize, ids: usize, rank: u32, best: f32, temperature: f64): f64 {
  return <f64>exp1(<f32>(<f64>(logitAt(logits, ids, rank) - best) / temperature));
}

/**
 * Draws a token: top-k, then top-p of what is left, then min-p, then softmax at `temperature`, then the first token
 * in best-first order whose cumulated probability exceeds `random` (uniform in [0, 1)). topK 0 keeps all.
 */
export function sampleFrom(logits: usize, temperature: f64, topK: u32, topP: f64, minP: f64, random: f64): u32 {
  const a = arena();
  let count = topK == 0 ? a.vocab : min(topK, a.vocab);
  const ids = rankBest(logits, count);
  count = topPrefix(logits, ids, count, topP);
  count = likelyPrefix(logits, ids, count, minP);
  const best = logitAt(logits, ids, 0);
  let total: f64 = 0;
  for (let r: u32 = 0; r < count; r++) total += weightAt(logits, ids, r, best, temperature);
  const target = random * total;
  let sum: f64 = 0;
  for (let r: u32 = 0; r < count; r++) {
    sum += weightAt(logits, ids, r, best, temperature);
    if (sum > target) return tokenAt(ids, r);
  }
  return tokenAt(ids, 0);
}
