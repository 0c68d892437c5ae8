/** ggml's numbers of the tensor types that the model may have. */
export const F32 = 0;
const [Q4_0, Q4_1, Q8_0] = [2, 3, 8] as const;
export type BlockType = typeof F32 | typeof Q4_0 | typeof Q4_1 | typeof Q8_0;

/** Elements of one block. */
export const ELEMENTS: Record<BlockType, number> = { [F32]: 1, [Q4_0]: 32, [Q4_1]: 32, [Q8_0]: 32 };
/** Bytes of one block. */
export const BLOCK_BYTES: Record<BlockType, number> = { [F32]: 4, [Q4_0]: 18, [Q4_1]: 20, [Q8_0]: 34 };

/** Writes the values of `into.length` elements; block layouts as in ggml's ggml-common.h. */
export function dequantize(type: BlockType, bytes: Uint8Array, into: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, (into.length / ELEMENTS[type]) * BLOCK_BYTES[type]);
  const step = ELEMENTS[type];
  for (let block = 0; block * step < into.length; block++) {
    const at = block * BLOCK_BYTES[type];
    const values = into.subarray(block * step, (block + 1) * step);
    if (type === F32) values[0] = view.getFloat32(at, true);
    else if (type === Q8_0) bytesBlock(view, at, values);
    else if (type === Q4_1) nibblesBlock(view, at + 4, values, half(view, at), half(view, at + 2));
    else nibblesBlock(view, at + 2, values, half(view, at), -8 * half(view, at));
  }
}

/** Scale in f16, then 32 signed bytes. */
function bytesBlock(view: DataView, at: number, values: Float32Array): void {
  const scale = half(view, at);
  for (let i = 0; i < 32; i++) values[i] = scale * view.getInt8(at + 2 + i);
}

/** Low nibbles are the first 16 elements, high nibbles the rest. */
function nibblesBlock(view: DataView, at: number, values: Float32Array, scale: number, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const byte = view.getUint8(at + i);
    values[i] = scale * (byte & 15) + offset;
    values[i + 16] = scale * (byte >> 4) + offset;
  }
}

function half(view: DataView, at: number): number {
  const bits = view.getUint16(at, true);
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}
