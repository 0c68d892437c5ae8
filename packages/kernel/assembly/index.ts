import { ABI_VERSION, HALF_BITS, LOW_NIBBLES, ONES, ROUNDER, Arena, arena, paddedVocab } from "./arena";
import { argmaxOf } from "./argmax";
import { logSumExpOf } from "./log-prob";
import { initExp } from "./exp";
import { initRope } from "./rope";
import { rankBest } from "./rank";
import { sampleFrom } from "./sample";

export { quantiseRow } from "./activations";
export { attend } from "./attention";
export { dequantiseRow } from "./embedding";
export { expShifted } from "./exp";
export { forward } from "./forward";
export { knownAnswerMismatches } from "./known-answers";
export { storeKeyValue } from "./kv-cache";
export { matrixProduct } from "./matrix-product";
export { allFinite, repackGroup } from "./repack";
export { rmsNorm } from "./rms-norm";
export { rotateHeads, rotationsAt } from "./rope";
export { softmaxNumerators } from "./softmax";
export { swiglu } from "./swiglu";

export function abiVersion(): u32 {
  return ABI_VERSION;
}

/** Size of the arena's record, so that the host can prove it writes the same fields. */
export function arenaBytes(): usize {
  return offsetof<Arena>();
}

/** End of the compiler's static data; must stay below the arena. */
export function staticEnd(): usize {
  return __heap_base;
}

/** Writes the constants; call once, after the host has filled the arena. */
export function init(): void {
  v128.store(LOW_NIBBLES, i8x16.splat(15));
  v128.store(HALF_BITS, i32x4.splat(0x8fffe000));
  v128.store(ONES, i16x8.splat(1));
  v128.store(ROUNDER, f32x4.splat(12582912));
  initExp();
  initRope(arena().ropeBase);
}

@inline
function logitsOf(index: u32): usize {
  return arena().logits + <usize>index * paddedVocab() * 4;
}

/** Best token of the given wanted row. */
export function argmax(index: u32): u32 {
  return argmaxOf(logitsOf(index), arena().vocab);
}

/** Natural log of the sum of exp(logit - highest logit) of the given wanted row. */
export function logSumExp(index: u32): f64 {
  return logSumExpOf(logitsOf(index), arena().vocab);
}

/** Address of the `count` (1..vocab) best tokens of the given wanted row, best first: (count) u32. */
export function rank(index: u32, count: u32): usize {
  return rankBest(logitsOf(index), count);
}

export function sample(index: u32, temperature: f64, topK: u32, topP: f64, minP: f64, random: f64): u32 {
  return sampleFrom(logitsOf(index), temperature, topK, topP, minP, random);
}
