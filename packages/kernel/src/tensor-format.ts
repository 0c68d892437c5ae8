/** A storage format the kernel computes with. */
export interface TensorFormat {
  /** GGUF's number of the type. */
  readonly id: number;
  readonly blockElements: number;
  readonly blockBytes: number;
}

export const F32: TensorFormat = { id: 0, blockElements: 1, blockBytes: 4 };

/** Formats of matrices, by GGUF name. */
export const MATRIX_FORMATS: Readonly<Record<string, TensorFormat>> = {
  Q4_0: { id: 2, blockElements: 32, blockBytes: 18 },
  Q4_1: { id: 3, blockElements: 32, blockBytes: 20 },
  Q8_0: { id: 8, blockElements: 32, blockBytes: 34 },
};

/** Rows of a matrix that the kernel interleaves. */
export const GROUP_ROWS = 16;

/** Rows of a matrix that lie together. */
export const PANEL_ROWS = 576;

/** Rows of a matrix that are collected as the file has them, in whole groups, and then repacked. */
export const STAGED_ROWS = 8 * GROUP_ROWS;

/** Bytes of one row of `columns` elements in the file. */
export function rowBytes(format: TensorFormat, columns: number): number {
  return (columns / format.blockElements) * format.blockBytes;
}

/** Bytes of a matrix in memory: the file's size, with the rows rounded up to whole groups. */
export function placedBytes(format: TensorFormat, rows: number, columns: number): number {
  return Math.ceil(rows / GROUP_ROWS) * GROUP_ROWS * rowBytes(format, columns);
}
