import type { GraphIndex } from "./graph-index.ts";
import { FLOAT, INT8, type OnnxTensor } from "./onnx-model.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

const TO_FLOAT = 1;

/** (rows, columns) i8 with float scales: one a row of a table, one a column of a matrix. */
export interface QuantisedTensor {
  readonly values: OnnxTensor;
  readonly scales: OnnxTensor;
  readonly rows: number;
  readonly columns: number;
}

function checkSize(tensor: OnnxTensor, elementBytes: number): void {
  const bytes = tensor.dims.reduce((product, size) => product * size, elementBytes);
  if (tensor.byteLength === bytes) return;
  throw new UnsupportedGraph(`The weight "${tensor.name}" holds ${tensor.byteLength} bytes in the file, its shape calls for ${bytes}.`);
}

/** A float tensor of this many elements. */
export function floats(graph: GraphIndex, name: string, count: number): OnnxTensor {
  const tensor = graph.constant(name);
  const size = tensor?.dims.reduce((product, dim) => product * dim, 1);
  if (tensor?.dataType !== FLOAT || size !== count) throw new UnsupportedGraph(`The weight "${name}" should be ${count} floats.`);
  checkSize(tensor, 4);
  return tensor;
}

/** What `Mul(Cast(integers), scales)` is made of. `scaled` is the axis that has one scale an element. */
function quantised(graph: GraphIndex, name: string, scaled: 0 | 1): QuantisedTensor {
  const [cast = "", scales = ""] = graph.inputsOf(name, "Mul");
  const { inputs, attributes } = graph.node(cast, "Cast");
  const values = graph.constant(inputs[0] ?? "");
  const [rows = 0, columns = 0] = values?.dims ?? [];
  if (values?.dataType !== INT8 || values.dims.length !== 2 || attributes.get("to")?.i !== TO_FLOAT) {
    throw new UnsupportedGraph(`The weight "${name}" should be a matrix of 8-bit integers, cast to float.`);
  }
  checkSize(values, 1);
  const tensor = floats(graph, scales, scaled === 0 ? rows : columns);
  const isOfAxis = scaled === 0 ? tensor.dims.length === 2 && tensor.dims[0] === rows : tensor.dims.at(-1) === columns;
  if (!isOfAxis)
    throw new UnsupportedGraph(`The scales "${scales}" should be one a ${scaled === 0 ? "row" : "column"} of "${values.name}".`);
  return { values, scales: tensor, rows, columns };
}

/** A table that rows are looked up in, with a scale a row. */
export function quantisedTable(graph: GraphIndex, name: string): QuantisedTensor {
  return quantised(graph, name, 0);
}

/** The right side of a product, with a scale a column. */
export function quantisedMatrix(graph: GraphIndex, name: string): QuantisedTensor {
  return quantised(graph, name, 1);
}
