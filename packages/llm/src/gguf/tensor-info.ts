import { GgufError } from "./gguf-error.ts";
import { GGUF_LIMITS } from "./limits.ts";
import { TENSOR_TYPES, type TensorType } from "./tensor-types.ts";

/** A tensor of the file. `dims[0]` is the row length; `offset` counts from the start of the tensor data. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
  readonly offset: number;
  readonly byteLength: number;
}

/** Makes a checked tensor of what the header says about it. */
export function tensorInfo(name: string, typeCode: number, dims: readonly number[], offset: number): TensorInfo {
  const type = TENSOR_TYPES[typeCode];
  if (type === undefined) throw new GgufError("unknown_tensor_type", `Tensor ${name} has the unknown type ${typeCode}`);
  return { name, type: type.name, dims, offset, byteLength: byteLength(name, type, dims) };
}

function byteLength(name: string, type: TensorType, dims: readonly number[]): number {
  const rowElements = dims[0] ?? 1;
  if (rowElements % type.blockElements !== 0) {
    throw new GgufError(
      "ragged_row",
      `Rows of tensor ${name} have ${rowElements} elements, no multiple of ${type.name}'s block of ${type.blockElements}`,
    );
  }
  let bytes = (rowElements / type.blockElements) * type.blockBytes;
  for (const dim of dims.slice(1)) bytes *= dim;
  if (!Number.isSafeInteger(bytes)) throw new GgufError("tensor_too_large", `Tensor ${name} has more than 2^53 bytes`);
  return bytes;
}

/** Checks a dimension as it is read. */
export function checkDim(name: string, dim: number): number {
  if (dim === 0) throw new GgufError("zero_dim", `Tensor ${name} has a dimension of 0`);
  if (dim > GGUF_LIMITS.dimSize)
    throw new GgufError("dim_too_large", `Tensor ${name} has a dimension of ${dim}; at most ${GGUF_LIMITS.dimSize} is read`);
  return dim;
}

/** The tensors in file order, once they are known to be aligned, apart from each other and inside the `dataBytes` of tensor data. */
export function layOutTensors(tensors: readonly TensorInfo[], alignment: number, dataBytes: number): readonly TensorInfo[] {
  const inOrder = [...tensors].sort((a, b) => a.offset - b.offset);
  let end = 0;
  for (const tensor of inOrder) {
    if (tensor.offset % alignment !== 0) {
      throw new GgufError(
        "misaligned_tensor",
        `Tensor ${tensor.name} starts at ${tensor.offset}, no multiple of the alignment of ${alignment}`,
      );
    }
    if (tensor.offset < end) throw new GgufError("overlapping_tensors", `Tensor ${tensor.name} starts inside the tensor before it`);
    end = tensor.offset + tensor.byteLength;
    if (end > dataBytes)
      throw new GgufError("tensor_past_end", `Tensor ${tensor.name} ends at ${end} of ${dataBytes} bytes of tensor data`);
  }
  return inOrder;
}
