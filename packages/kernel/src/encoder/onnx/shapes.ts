import type { GraphIndex } from "./graph-index.ts";
import { isLinear } from "./operations.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

/** A size: a number, or one that is of the texts. In a Reshape, -1 is what is left. */
type Size = number | "batch" | "tokens";

/** More than it takes to follow a shape of an encoder; a graph may be made so that it takes for ever. */
const MAX_STEPS = 256;

/** Steps that may still be taken to follow a shape. */
interface Budget {
  steps: number;
}

function notUnderstood(name: string, opType = "no node"): UnsupportedGraph {
  return new UnsupportedGraph(`The size of "${name}", which comes from ${opType}, is not one that an encoder has.`);
}

/** The shape of an input, of what a layer takes or gives, or of heads. Which values follow each other in layers is for others to check. */
function shapeOf(graph: GraphIndex, name: string, budget: Budget): readonly Size[] {
  const node = graph.producer(name);
  budget.steps -= 1;
  if (budget.steps < 0) throw notUnderstood(name, node?.opType);
  if (node === undefined && graph.constant(name) === undefined) return ["batch", "tokens"];
  const widthOf = (inputs: readonly string[]) => inputs.map((input) => graph.constant(input)?.dims).find((dims) => dims?.length === 1)?.[0];
  if (node?.opType === "Reshape") return reshaped(graph, name, budget);
  if (node?.opType === "Transpose") {
    const from = shapeOf(graph, node.inputs[0] ?? "", budget);
    return (node.attributes.get("perm")?.ints ?? []).map((axis) => from[axis] ?? Number.NaN);
  }
  const width = node?.opType === "LayerNormalization" || isLinear(graph, name) ? widthOf(node?.inputs ?? []) : undefined;
  if (width === undefined) throw notUnderstood(name, node?.opType);
  return ["batch", "tokens", width];
}

/** The elements of a list of sizes that is made of constants and of the shapes of values. */
export function sizes(graph: GraphIndex, name: string, budget: Budget = { steps: MAX_STEPS }): readonly Size[] {
  budget.steps -= 1;
  const constant = graph.integers(name);
  if (constant !== undefined) return constant;
  const { opType, inputs, attributes } = graph.producer(name) ?? {};
  if (budget.steps < 0) throw notUnderstood(name, opType);
  const [data = "", ...others] = inputs ?? [];
  if (opType === "Shape") return shapeOf(graph, data, budget).slice(attributes?.get("start")?.i ?? 0, attributes?.get("end")?.i);
  if (opType === "Concat") return (inputs ?? []).flatMap((input) => sizes(graph, input, budget));
  if (opType === "Squeeze" || opType === "Unsqueeze" || opType === "Identity" || opType === "Cast") return sizes(graph, data, budget);
  const [start, end, axis = [0], step = [1]] = others.map((other) => graph.integers(other));
  if (opType === "Gather" && start?.length === 1) return sizes(graph, data, budget).slice(start[0]).slice(0, 1);
  const isSlice = opType === "Slice" && start?.length === 1 && end?.length === 1;
  if (isSlice && axis.join() === "0" && step.join() === "1") return sizes(graph, data, budget).slice(start[0], end[0]);
  throw notUnderstood(name, opType);
}

/** What a Reshape asks for; 0 is the size that is there already. */
function reshaped(graph: GraphIndex, name: string, budget: Budget = { steps: MAX_STEPS }, from?: readonly Size[]): readonly Size[] {
  const { inputs, attributes } = graph.node(name, "Reshape");
  const [data = "", shape = ""] = inputs;
  const isZeroKept = attributes.get("allowzero")?.i === 1;
  return sizes(graph, shape, budget).map((size, i) =>
    size === 0 && !isZeroKept ? ((from ?? shapeOf(graph, data, budget))[i] ?? Number.NaN) : size,
  );
}

/**
 * What a Reshape to this shape, of as many elements, is of; one size may be what is left.
 * @param from the shape that it is of, where that is known
 * @throws UnsupportedGraph where it is to another shape
 */
export function reshapedFrom(graph: GraphIndex, name: string, expected: readonly Size[], from?: readonly Size[]): string {
  const actual = reshaped(graph, name, undefined, from);
  const isLeft = (size: Size) => size === -1;
  const isExpected = actual.every((size, i) => isLeft(size) || size === expected[i]) && actual.filter(isLeft).length <= 1;
  if (isExpected && actual.length === expected.length) return graph.inputsOf(name, "Reshape")[0] ?? "";
  throw new UnsupportedGraph(`The Reshape "${name}" is to (${actual.join()}), where an encoder has (${expected.join()}).`);
}

/** The last of the sizes that a Reshape asks for. */
export function lastSize(graph: GraphIndex, name: string): number {
  const last = reshaped(graph, name).at(-1);
  if (typeof last === "number" && last > 0) return last;
  throw new UnsupportedGraph(`The Reshape "${name}" does not say how wide a head is.`);
}
