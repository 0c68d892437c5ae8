import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

/** `TensorProto.DataType`. */
const [FLOAT, UINT8] = [1, 2];
/** `AttributeProto.AttributeType`. */
const INT = 2;
const OPSETS = [
  { domain: "", version: 21 },
  { domain: "com.microsoft", version: 1 },
];

// 64-bit fields as numbers: dimensions are far below 2^53.
protobuf.util.Long = undefined as unknown as typeof protobuf.util.Long;
protobuf.configure();
const modelType = protobuf.loadSync(fileURLToPath(new URL("onnx.proto", import.meta.url))).lookupType("onnx.ModelProto");

/** Collects the nodes of an ONNX graph of single rows; a value is known by its name. */
export class GraphWriter {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];

  /** A node of the standard set, or of onnxruntime's own where `domain` says so. Returns its output. */
  node(opType: string, input: readonly string[], attributes: Readonly<Record<string, number>> = {}, domain = ""): string {
    const name = `${opType}_${this.#nodes.length}`;
    const attribute = Object.entries(attributes).map(([key, i]) => ({ name: key, i, type: INT }));
    this.#nodes.push({ name, opType, input, output: [name], attribute, domain });
    return name;
  }

  floats(dims: readonly number[], values: Float32Array): string {
    return this.#initializer(dims, FLOAT!, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  bytes(dims: readonly number[], values: Uint8Array): string {
    return this.#initializer(dims, UINT8!, values);
  }

  /** The model's file, for one input and one output of float rows. */
  encode(input: { name: string; width: number }, output: { name: string; width: number }): Uint8Array {
    const graph = {
      name: "graph",
      node: this.#nodes,
      initializer: this.#initializers,
      input: [rowInfo(input.name, input.width)],
      output: [rowInfo(output.name, output.width)],
    };
    return modelType.encode(modelType.fromObject({ irVersion: 10, opsetImport: OPSETS, graph })).finish();
  }

  #initializer(dims: readonly number[], dataType: number, rawData: Uint8Array): string {
    const name = `weights_${this.#initializers.length}`;
    this.#initializers.push({ name, dims, dataType, rawData });
    return name;
  }
}

function rowInfo(name: string, width: number): object {
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimValue: 1 }, { dimValue: width }] } } } };
}
