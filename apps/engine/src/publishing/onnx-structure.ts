import { readOnnxNode, type OnnxModel, type OnnxNode, type OnnxTensor } from "@steadytext/kernel/encoder";
import { ChunkReader } from "./chunk-reader.ts";

/** Raised for bytes that are no ONNX model; the message says why. */
export class OnnxError extends Error {}

/** Field numbers of `ModelProto`, `GraphProto`, `TensorProto` and `ValueInfoProto` in onnx.proto. */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9, dataLocation: 14 } as const;
const VALUE = { name: 1, type: 2 } as const;
/** From a value's type to the sizes of its shape: `tensor_type`, `shape`, `dim`, and in that `dim_value`. */
const SIZES = [1, 2, 1] as const;
const SIZE = { value: 1 } as const;

const INT64 = 7;
const EXTERNAL = 1;
const NAME_BYTES = 1024;
/** Of a constant that tells how a graph computes: a number, or a list of sizes or positions. */
const SCALAR_BYTES = 8;
const LIST_BYTES = 131_072;
/** Of all that is kept of a file, beside a model that may fill the isolate: the graph of 24 layers has 0.3 MB. */
const KEPT_BYTES = 4_000_000;

/** An ONNX file but for its weights. */
export interface OnnxGraph extends OnnxModel {
  /** The last size of each output's shape, where the file states one. */
  readonly widths: ReadonlyMap<string, number>;
}

/** Protocol Buffers' wire types. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads the graph of an ONNX file as its bytes arrive: every field of the model and its graph must fit in what holds it, to the last byte.
 * Weights are passed over, so that their tensors have a size and no data; short lists and numbers are kept.
 * @throws OnnxError, or what the source throws
 */
export async function readOnnxGraph(source: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<OnnxGraph> {
  const reader = new OnnxReader(source);
  const graph = { nodes: [] as OnnxNode[], initializers: [] as OnnxTensor[], inputs: [] as string[], outputs: [] as string[] };
  const widths = new Map<string, number>();
  let graphs = 0;
  await reader.eachField(sizeBytes, async (number, length) => {
    if (number !== MODEL.graph) return reader.skip(length);
    graphs += 1;
    await reader.eachField(reader.offset + length, async (field, size) => {
      if (field === GRAPH.node) graph.nodes.push(await reader.node(size));
      else if (field === GRAPH.initializer) graph.initializers.push(await reader.tensor(size));
      else if (field === GRAPH.input) graph.inputs.push((await reader.value(size)).name);
      else if (field === GRAPH.output) {
        const { name, width } = await reader.value(size);
        graph.outputs.push(name);
        if (width !== undefined) widths.set(name, width);
      } else await reader.skip(size);
    });
  });
  if (graphs !== 1 || graph.nodes.length === 0) throw new OnnxError("The file is not an ONNX model: it holds no graph");
  return { ...graph, widths };
}

/** Reads messages of an ONNX file, and keeps no more of it than it may. */
class OnnxReader extends ChunkReader {
  #kept = 0;

  /** Calls back for each field with a length, and for each number. */
  async eachField(
    end: number,
    take: (number: number, length: number) => Promise<void>,
    takeNumber: (number: number, value: number) => void = () => undefined,
  ): Promise<void> {
    while (this.offset < end) {
      const tag = await this.varint();
      const number = Math.floor(tag / 8);
      const wire = tag % 8;
      if (number === 0) throw this.#damaged();
      if (wire === WIRE.bytes) {
        const length = await this.varint();
        if (length > end - this.offset) throw this.#damaged();
        await take(number, length);
      } else if (wire === WIRE.varint) takeNumber(number, await this.varint());
      else if (wire === WIRE.fixed64) await this.skip(8);
      else if (wire === WIRE.fixed32) await this.skip(4);
      else throw this.#damaged();
    }
    if (this.offset !== end) throw this.#damaged();
  }

  async node(size: number): Promise<OnnxNode> {
    const bytes = await this.#keep(size);
    try {
      return readOnnxNode(bytes);
    } catch {
      throw this.#damaged();
    }
  }

  async tensor(size: number): Promise<OnnxTensor> {
    const dims: number[] = [];
    let [name, dataType, byteLength, data, isExternal] = ["", 0, 0, new Uint8Array(0), false];
    const take = async (number: number, length: number) => {
      if (number === TENSOR.name) name = await this.#text(length);
      else if (number === TENSOR.dims) for (const end = this.offset + length; this.offset < end;) dims.push(await this.varint());
      else if (number === TENSOR.rawData) {
        byteLength = length;
        if (length <= SCALAR_BYTES || (dataType === INT64 && length <= LIST_BYTES)) data = await this.#keep(length);
        else await this.skip(length);
      } else await this.skip(length);
    };
    await this.eachField(this.offset + size, take, (number, value) => {
      if (number === TENSOR.dims) dims.push(value);
      if (number === TENSOR.dataType) dataType = value;
      if (number === TENSOR.dataLocation) isExternal = value === EXTERNAL;
    });
    if (isExternal) throw new OnnxError(`The weight "${name}" is in another file: save the model with its weights inside`);
    return { name, dims, dataType, data, byteLength };
  }

  async value(size: number): Promise<{ readonly name: string; readonly width: number | undefined }> {
    let name = "";
    let width: number | undefined;
    await this.eachField(this.offset + size, async (number, length) => {
      if (number === VALUE.name) name = await this.#text(length);
      else if (number === VALUE.type) width = await this.#lastSize(length, SIZES);
      else await this.skip(length);
    });
    return { name, width };
  }

  /** The last size of a shape, if it is a number; `path` are the fields that lead to sizes. */
  async #lastSize(length: number, [next, ...path]: readonly number[]): Promise<number | undefined> {
    let last: number | undefined;
    const descend = async (number: number, inner: number) => {
      if (number === next) last = await this.#lastSize(inner, path);
      else await this.skip(inner);
    };
    await this.eachField(this.offset + length, descend, (number, value) => {
      if (next === undefined && number === SIZE.value) last = value;
    });
    return last;
  }

  async #text(length: number): Promise<string> {
    if (length > NAME_BYTES) throw new OnnxError(`A name of the ONNX graph has ${length} bytes; at most ${NAME_BYTES} are read`);
    return new TextDecoder().decode(await this.#keep(length));
  }

  async #keep(length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.#kept += length;
    if (this.#kept > KEPT_BYTES)
      throw new OnnxError(`The ONNX graph has more than ${KEPT_BYTES} bytes without its weights: save constants as initializers`);
    return this.bytes(length);
  }

  #damaged(): OnnxError {
    return new OnnxError(`The file is not an ONNX model: its structure breaks at byte ${this.offset}`);
  }
}
