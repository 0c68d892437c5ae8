import type { GraphIndex } from "./graph-index.ts";
import type { OnnxTensor } from "./onnx-model.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";
import { floats, quantisedMatrix, type QuantisedTensor } from "./weights.ts";

/** input W + bias */
export interface Linear {
  readonly input: string;
  readonly matrix: QuantisedTensor;
  readonly bias: OnnxTensor;
}

/** (input - mean) / sqrt(variance + epsilon) * weight + bias over the last axis. */
export interface Norm {
  readonly input: string;
  readonly weight: OnnxTensor;
  readonly bias: OnnxTensor;
  readonly epsilon: number;
}

const TOLERANCE = 1e-6;

export function isClose(actual: number | undefined, expected: number): boolean {
  return actual !== undefined && Math.abs(actual - expected) <= TOLERANCE * Math.abs(expected);
}

export function isLinear(graph: GraphIndex, name: string): boolean {
  return graph.isMadeBy(name, "Add") && graph.inputsOf(name, "Add").some((input) => graph.isMadeBy(input, "MatMul"));
}

export function linear(graph: GraphIndex, name: string): Linear {
  const operands = graph.inputsOf(name, "Add");
  const product = operands.find((operand) => graph.isMadeBy(operand, "MatMul")) ?? "";
  const bias = operands.find((operand) => operand !== product) ?? "";
  const [input = "", weights = ""] = graph.inputsOf(product, "MatMul");
  const matrix = quantisedMatrix(graph, weights);
  return { input, matrix, bias: floats(graph, bias, matrix.columns) };
}

export function norm(graph: GraphIndex, name: string, width: number): Norm {
  const { inputs, attributes } = graph.node(name, "LayerNormalization");
  const [input = "", weight = "", bias = ""] = inputs;
  if ((attributes.get("axis")?.i ?? -1) !== -1) throw new UnsupportedGraph(`The LayerNormalization "${name}" is not over the last axis.`);
  const epsilon = attributes.get("epsilon")?.f ?? 1e-5;
  return { input, weight: floats(graph, weight, width), bias: floats(graph, bias, width), epsilon };
}

/** The x of x (1 + erf(x / sqrt 2)) / 2. */
export function geluInput(graph: GraphIndex, name: string): string {
  const factors = graph.operands(name, "Mul");
  const half = factors.find((factor) => isClose(graph.scalar(factor), 0.5));
  const onePlusErf = factors.find((factor) => graph.isMadeBy(factor, "Add") && !isLinear(graph, factor)) ?? "";
  const input = factors.find((factor) => factor !== half && factor !== onePlusErf) ?? "";
  const terms = graph.inputsOf(onePlusErf, "Add");
  const erf = terms.find((term) => graph.isMadeBy(term, "Erf")) ?? "";
  const hasOne = terms.some((term) => isClose(graph.scalar(term), 1));
  const [argument = ""] = graph.inputsOf(erf, "Erf");
  const [scaled, factor] = withoutFactor(graph, argument);
  if (factors.length === 3 && half !== undefined && hasOne && scaled === input && isClose(factor, Math.SQRT1_2)) return input;
  throw new UnsupportedGraph(`The value "${name}" is not the exact GELU of another.`);
}

/** Takes multiplications with and divisions by constants off a value; returns what is left and the factor. */
export function withoutFactor(graph: GraphIndex, name: string): [name: string, factor: number] {
  let [rest, factor] = [name, 1];
  for (;;) {
    const node = graph.producer(rest);
    const [left = "", right = ""] = node?.opType === "Mul" || node?.opType === "Div" ? node.inputs : [];
    const [scale, divisor] = [node?.opType === "Mul" ? graph.scalar(left) : undefined, graph.scalar(right)];
    if (divisor !== undefined) [rest, factor] = [left, node?.opType === "Mul" ? factor * divisor : factor / divisor];
    else if (scale !== undefined) [rest, factor] = [right, factor * scale];
    else return [rest, factor];
  }
}
