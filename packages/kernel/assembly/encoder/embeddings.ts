import { encoder } from "./layout";
import { layerNorm } from "./layer-norm";

/** Four i8 of a table's row to floats. */
@inline
function floats4(row: usize, scale: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(row)))), scale);
}

/** The stream (tokens, hidden) of token ids at positions 0..tokens - 1: word, type 0 and position added in this order, normalised. */
export function embedTokens(tokens: u32): void {
  const e = encoder();
  const hidden = <usize>e.hidden;
  for (let t: usize = 0; t < tokens; t++) {
    const id = <usize>load<u32>(e.ids + 4 * t);
    const word = e.words + id * hidden;
    const position = e.positions + t * hidden;
    const wordScale = v128.load32_splat(e.wordScales + 4 * id);
    const positionScale = v128.load32_splat(e.positionScales + 4 * t);
    const out = e.stream + t * hidden * 4;
    for (let i: usize = 0; i < hidden; i += 4) {
      const typed = f32x4.add(floats4(word + i, wordScale), v128.load(e.type + 4 * i));
      v128.store(out + 4 * i, f32x4.add(typed, floats4(position + i, positionScale)));
    }
  }
  layerNorm(e.stream, tokens, e.hidden, e.epsilon, e.norm, e.normBias);
}
