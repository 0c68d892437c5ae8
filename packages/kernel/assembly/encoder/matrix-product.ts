import { CHUNK_ROWS, Matrix, encoder } from "./layout";
import { quantiseRows } from "./quantise-rows";
import { PANEL, TILE_ROWS, loadTile, tileProduct } from "./tile-product";

/** sums (tiles, outputs / 8, 4, 8) f32 = X (rows, inputs) i16 times W; 1..32 rows. A panel meets every tile while it is in the cache. */
function productSums(weights: usize, inputs: u32, outputs: u32, x: usize, rows: u32, sums: usize): void {
  const groups = outputs / 8;
  const tileBytes = <usize>groups * 128;
  const stride = <usize>inputs * 2;
  memory.fill(sums, 0, tileBytes * ((rows + TILE_ROWS - 1) / TILE_ROWS));
  for (let k: u32 = 0; k < inputs; k += PANEL) {
    let tileSums = sums;
    for (let r: u32 = 0; r < rows; r += TILE_ROWS) {
      loadTile(x + <usize>r * stride + <usize>k * 2, stride, rows - r);
      tileProduct(rows - r, weights, groups, tileSums);
      tileSums += tileBytes;
    }
    weights += <usize>PANEL * outputs;
  }
}

/** out (rows, outputs) f32 = sums times the scales of row and output, plus the bias. */
function finishRows(sums: usize, outputs: u32, rows: u32, rowScales: usize, matrix: Matrix, out: usize): void {
  const bytes = <usize>outputs * 4;
  for (let r: usize = 0; r < rows; r++) {
    const rowScale = v128.load32_splat(rowScales + 4 * r);
    let source = sums + (r >> 2) * bytes * 4 + (r & 3) * 32;
    for (let i: usize = 0; i < bytes; i += 32) {
      const low = f32x4.mul(rowScale, v128.load(matrix.scales + i));
      const high = f32x4.mul(rowScale, v128.load(matrix.scales + i, 16));
      v128.store(out, f32x4.add(f32x4.mul(v128.load(source), low), v128.load(matrix.bias + i)));
      v128.store(out, f32x4.add(f32x4.mul(v128.load(source, 16), high), v128.load(matrix.bias + i, 16)), 16);
      source += 128;
      out += 32;
    }
  }
}

/** Makes X (rows, inputs) f32 the input of the next products. */
export function setInput(x: usize, rows: u32, inputs: u32): void {
  quantiseRows(x, rows, inputs, encoder().quantised, encoder().rowScales);
}

/** out (rows, outputs) f32 = X W + bias, of 1..CHUNK_ROWS rows of the input that was set. */
export function linear(matrix: usize, inputs: u32, outputs: u32, rows: u32, out: usize): void {
  const e = encoder();
  const m = changetype<Matrix>(matrix);
  productSums(m.weights, inputs, outputs, e.quantised, rows, e.sums);
  finishRows(e.sums, outputs, rows, e.rowScales, m, out);
}

/** Rows of the chunk that starts with row `first` of `rows`. */
@inline
export function chunkRows(first: u32, rows: u32): u32 {
  return min(rows - first, CHUNK_ROWS);
}
