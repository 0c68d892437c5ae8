import { tileRecords, tileWidth } from "./activations";
import { BLOCK, GROUP_ROWS, Q40, Q41, Q4_0, Q4_1, Q80, blockBytes } from "./block-formats";
import { groupProduct, tileProduct } from "./group-product";

/** Weights that stay in a second-level cache of 512 KiB while every tile of rows meets them. */
const CHUNK: usize = 65536;

/**
 * Y (rows, outputs) = X (rows, columns) W (outputs, columns) transposed; `records` from quantiseRow, Y rows `stride` bytes apart.
 * Y has room for whole tiles of rows and whole groups of outputs.
 * A single row reads the weights as one stream of ascending addresses, which the hardware's prefetchers keep up with:
 * at 1.1 times the time of reading alone, no software prefetch made it faster.
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
  const end = chunk + count * groupBytes;
  for (let q = chunk; q < end; q += groupBytes) {
    if (width == 1) groupProduct<F>(q, blocks, tile, y);
    else if (width == 2) twoRowProduct<F>(q, blocks, tile, y, stride);
    else if (width == 3) threeRowProduct<F>(q, blocks, tile, y, stride);
    else fourRowProduct<F>(q, blocks, tile, y, stride);
    y += GROUP_ROWS * 4;
  }
}

function twoRowProduct<F>(q: usize, blocks: usize, x: usize, y: usize, stride: usize): void {
  for (let half: u32 = 0; half < 2; half++) tileProduct<F>(2, q, half, blocks, x, y + 32 * half, stride);
}

function threeRowProduct<F>(q: usize, blocks: usize, x: usize, y: usize, stride: usize): void {
  for (let half: u32 = 0; half < 2; half++) tileProduct<F>(3, q, half, blocks, x, y + 32 * half, stride);
}

function fourRowProduct<F>(q: usize, blocks: usize, x: usize, y: usize, stride: usize): void {
  for (let half: u32 = 0; half < 2; half++) tileProduct<F>(4, q, half, blocks, x, y + 32 * half, stride);
}
