import { ROUNDER } from "../arena";
import { initExp } from "../exp";
import { initGelu } from "./gelu";
import { ABI_VERSION, Encoder, LOW_BYTES, Layer } from "./layout";

export { allFinite } from "../repack";
export { attend } from "./attention";
export { encode } from "./encode";
export { gelu } from "./gelu";
export { layerNorm } from "./layer-norm";
export { linear, setInput } from "./matrix-product";
export { repackMatrix } from "./repack";
export { softmaxNumerators } from "./softmax";

export function abiVersion(): u32 {
  return ABI_VERSION;
}

/** Sizes of the records, so that the host can prove it writes the same fields. */
export function encoderBytes(): usize {
  return offsetof<Encoder>();
}

export function layerBytes(): usize {
  return offsetof<Layer>();
}

/** End of the compiler's static data; must stay below the record. */
export function staticEnd(): usize {
  return __heap_base;
}

/** Writes the constants; call once. */
export function init(): void {
  v128.store(ROUNDER, f32x4.splat(12582912));
  v128.store(LOW_BYTES, i16x8.splat(255));
  initExp();
  initGelu();
}
