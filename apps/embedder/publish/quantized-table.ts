import { makeNode, type OnnxNode, type OnnxTensor } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";

/** What there is to know about the tensors of a graph, by name. */
export interface TensorIndex {
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly producers: ReadonlyMap<string, OnnxNode>;
  /** Gives a name to a tensor that is to be added. @throws PublishError where it is taken */
  fresh(name: string): string;
}

/** A table that is stored in integers and made into numbers before a Gather reads it. */
export interface QuantizedTable {
  /** Nodes that make the numbers, from the last to the first. */
  readonly made: readonly OnnxNode[];
  /** Nodes that read the rows of `indices` in integers and make the numbers of those alone: the same ones. */
  readRows(gather: OnnxNode, index: TensorIndex): OnnxNode[];
}

/** The table that `Gather` reads from, or undefined where its numbers are made in a way that is not understood. */
export function quantizedTable(gather: OnnxNode, index: TensorIndex): QuantizedTable | undefined {
  const axis = gather.attribute.find(({ name }) => name === "axis")?.i ?? 0;
  const last = index.producers.get(gather.input[0] ?? "");
  if (!last || axis !== 0) return undefined;
  return last.opType === "DequantizeLinear" ? dequantized(last, index) : scaled(last, index);
}

/** `DequantizeLinear(integers, scale, zero point)` with one scale for all. */
function dequantized(node: OnnxNode, { initializers }: TensorIndex): QuantizedTable | undefined {
  const [quantized, ...parameters] = node.input.map((name) => initializers.get(name));
  const isUnderstood = quantized?.dims.length === 2 && parameters.length > 0 && parameters.every((each) => each && count(each) === 1);
  if (!isUnderstood) return undefined;
  return {
    made: [node],
    readRows(gather, index) {
      const [, indices = ""] = gather.input;
      const [output = ""] = gather.output;
      const rows = index.fresh(`${output}_rows`);
      return [
        makeNode("Gather", [quantized.name, indices], rows, gather.attribute),
        makeNode("DequantizeLinear", [rows, ...node.input.slice(1)], output, node.attribute),
      ];
    },
  };
}

/** `Mul(Cast(integers), scale)` with one scale a row, a column or a table. */
function scaled(multiply: OnnxNode, { initializers, producers }: TensorIndex): QuantizedTable | undefined {
  const cast = multiply.opType === "Mul" ? producers.get(multiply.input[0] ?? "") : undefined;
  const quantized = cast?.opType === "Cast" ? initializers.get(cast.input[0] ?? "") : undefined;
  const scale = initializers.get(multiply.input[1] ?? "");
  if (!cast || quantized?.dims.length !== 2 || !scale) return undefined;
  const isPerRow = scale.dims.length === 2 && scale.dims[0] === quantized.dims[0];
  if (!isPerRow && scale.dims.length >= 2 && scale.dims[0] !== 1) return undefined;
  return {
    made: [multiply, cast],
    readRows(gather, index) {
      const [, indices = ""] = gather.input;
      const [output = ""] = gather.output;
      const rows = index.fresh(`${output}_rows`);
      const rowScales = isPerRow ? index.fresh(`${output}_scales`) : scale.name;
      const asFloat = index.fresh(`${output}_float`);
      return [
        ...(isPerRow ? [makeNode("Gather", [scale.name, indices], rowScales, gather.attribute)] : []),
        makeNode("Gather", [quantized.name, indices], rows, gather.attribute),
        makeNode("Cast", [rows], asFloat, cast.attribute),
        makeNode("Mul", [asFloat, rowScales], output, multiply.attribute),
      ];
    },
  };
}

function count({ dims }: OnnxTensor): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Why a graph is refused whose table is made in another way. */
export function notUnderstood(gather: OnnxNode, { producers }: TensorIndex): PublishError {
  const [name = ""] = gather.input;
  const last = producers.get(name);
  return new PublishError(
    `Node "${gather.name}" reads rows of "${name}", which ${last?.opType} "${last?.name}" computes in a way that is not understood. ` +
      "Understood are Mul(Cast(integers), scale) with one scale a row, a column or a table, and DequantizeLinear with one scale; " +
      "integers are of shape (rows, columns).",
  );
}
