import { tileRecords, tileWidth } from "./activations";
import { BLOCK, GROUP_ROWS, Q40, Q41, Q4_0, Q4_1, Q80, blockBytes } from "./block-formats";
import { groupPairProduct, groupTileProduct } from "./group-product";
import { CHUNK, touchUpTo } from "./touch";

/** From this many rows on, computing takes so much longer than reading that touching costs more than it saves (4 %). */
const TOUCHED_ROWS: u32 = 8;

/**
 * Y (rows, outputs) = X (rows, columns) W (outputs, columns) transposed; `records` from quantiseRow, Y rows `stride` bytes apart.
 * Y has room for whole tiles of rows and whole groups of outputs.
 * Weights go by in chunks that stay in the second-level cache while every tile of rows meets them.
 */
export function matrixProduct(
  type: u32, weights: usize, outputs: u32, columns: u32, records: usize, rows: u32, y: usize, stride: usize,
): void {
  const blocks = <usize>(columns / BLOCK);
  const groupBytes = blocks * blockBytes(type);
  const groups = <usize>((outputs + GROUP_ROWS - 1) / GROUP_ROWS);
  const chunkGroups = max<usize>(1, CHUNK / groupBytes);
  for (let first: usize = 0; first < groups; first += chunkGroups) {
    const count = min(chunkGroups, groups - first);
    const chunk = weights + first * groupBytes;
    if (rows < TOUCHED_ROWS) touchUpTo(chunk + count * groupBytes + CHUNK);
    let index: u32 = 0;
    while (index < rows) {
      const width = tileWidth(index, rows);
      const target = y + <usize>index * stride + first * (GROUP_ROWS * 4);
      chunkProduct(type, chunk, count, groupBytes, blocks, tileRecords(records, index, blocks), width, target, stride);
      index += width;
    }
  }
}

@inline
function chunkProduct(
  type: u32, chunk: usize, count: usize, groupBytes: usize, blocks: usize, tile: usize, width: u32, y: usize, stride: usize,
): void {
  if (type == Q4_0) chunkProductOf<Q40>(chunk, count, groupBytes, blocks, tile, width, y, stride);
  else if (type == Q4_1) chunkProductOf<Q41>(chunk, count, groupBytes, blocks, tile, width, y, stride);
  else chunkProductOf<Q80>(chunk, count, groupBytes, blocks, tile, width, y, stride);
}

function chunkProductOf<F>(
  chunk: usize, count: usize, groupBytes: usize, blocks: usize, tile: usize, width: u32, y: usize, stride: usize,
): void {
  if (width == 1) {
    for (let g: usize = 0; g < count; g += 2) {
      const other = min(g + 1, count - 1);
      groupPairProduct<F>(chunk + g * groupBytes, chunk + other * groupBytes, blocks, tile, y + g * 32, y + other * 32);
    }
  } else {
    for (let g: usize = 0; g < count; g++) groupTileProduct<F>(chunk + g * groupBytes, blocks, tile, y + g * 32, stride);
  }
}
