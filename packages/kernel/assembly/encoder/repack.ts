import { PANEL } from "./tile-product";

// A matrix of the file is (inputs, outputs) i8. The product reads it in panels of 128 inputs, eight outputs at a time, two
// inputs together, as one stream of ascending addresses:
//
//   panel: (outputs / 8) x (64 pairs of inputs k, k + 1) x 16 B
//   16 B:  eight i16; in the low bytes outputs 0..3, in the high bytes outputs 4..7, each first for k, then for k + 1
//
// Low bytes hold the weight plus 128, so that one `and` widens them; high bytes hold the weight, which one shift widens.

/** Repacks one panel of (128, outputs) i8 at `source` to `target`, which is another place. */
export function repackPanel(source: usize, outputs: u32, target: usize): void {
  const columns = <usize>outputs;
  const flip = i16x8.splat(0x80);
  for (let group: usize = 0; group < columns; group += 8) {
    let row = source + group;
    for (let k: u32 = 0; k < PANEL; k += 2) {
      const even = v128.load64_zero(row);
      const odd = v128.load64_zero(row + columns);
      const pairs = v128.shuffle<i8>(even, odd, 0, 4, 16, 20, 1, 5, 17, 21, 2, 6, 18, 22, 3, 7, 19, 23);
      v128.store(target, v128.xor(pairs, flip));
      target += 16;
      row += 2 * columns;
    }
  }
}

/** Repacks (inputs, outputs) i8 where they are; `staging` has room for one panel. */
export function repackMatrix(weights: usize, inputs: u32, outputs: u32, staging: usize): void {
  const bytes = <usize>PANEL * outputs;
  for (let k: u32 = 0; k < inputs; k += PANEL) {
    memory.copy(staging, weights, bytes);
    repackPanel(staging, outputs, weights);
    weights += bytes;
  }
}
