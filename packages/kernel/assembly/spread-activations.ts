import { RECORD_BYTES } from "./activations";
import { COLUMNS, FACTORS } from "./arena";

// One block of the activations of up to eight rows as the products read it: at constant addresses, which need no bounds
// check, each value in every lane that wants it.
//
//   COLUMNS | (4 columns k) x { 8 rows of elements 4k..4k+3 four times | 8 rows of elements 16+4k.. four times } | 1,024 B, nibbles
//           | (16 pairs p) x { 8 rows of elements 2p, 2p+1 as i16 four times }                                   | 2,048 B, bytes
//   FACTORS | (8 rows) x { xs, xm or 8 xi (the first alone for bytes), four times each }                       |   256 B

@inline
function storeColumn(at: usize, low: v128, high: v128): void {
  v128.store(at, low);
  v128.store(at, high, 128);
}

/** For products with nibbles; `records` of the block in the first row, rows `stride` bytes apart. */
export function spreadNibbles(records: usize, stride: usize, rows: u32, hasMinimum: bool): void {
  for (let r: usize = 0; r < <usize>rows; r++) {
    const low = v128.load(records);
    const high = v128.load(records, 16);
    const at = COLUMNS + 16 * r;
    storeColumn(at, v128.shuffle<i32>(low, low, 0, 0, 0, 0), v128.shuffle<i32>(high, high, 0, 0, 0, 0));
    storeColumn(at + 256, v128.shuffle<i32>(low, low, 1, 1, 1, 1), v128.shuffle<i32>(high, high, 1, 1, 1, 1));
    storeColumn(at + 512, v128.shuffle<i32>(low, low, 2, 2, 2, 2), v128.shuffle<i32>(high, high, 2, 2, 2, 2));
    storeColumn(at + 768, v128.shuffle<i32>(low, low, 3, 3, 3, 3), v128.shuffle<i32>(high, high, 3, 3, 3, 3));
    v128.store(FACTORS + 32 * r, v128.load32_splat(records, 32));
    v128.store(FACTORS + 32 * r, hasMinimum ? v128.load32_splat(records, 36) : i32x4.shl(v128.load32_splat(records, 40), 3), 16);
    records += stride;
  }
}

/** For products with bytes. */
export function spreadPairs(records: usize, stride: usize, rows: u32): void {
  for (let r: usize = 0; r < <usize>rows; r++) {
    let at = COLUMNS + 16 * r;
    for (let i: usize = 0; i < 32; i += 8) {
      const x = v128.load8x8_s(records + i);
      v128.store(at, v128.shuffle<i32>(x, x, 0, 0, 0, 0));
      v128.store(at, v128.shuffle<i32>(x, x, 1, 1, 1, 1), 128);
      v128.store(at, v128.shuffle<i32>(x, x, 2, 2, 2, 2), 256);
      v128.store(at, v128.shuffle<i32>(x, x, 3, 3, 3, 3), 384);
      at += 512;
    }
    v128.store(FACTORS + 32 * r, v128.load32_splat(records, 32));
    records += stride;
  }
}
