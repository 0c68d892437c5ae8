import type { GraphIndex } from "./graph-index.ts";
import { BOOL } from "./onnx-model.ts";
import { isClose } from "./operations.ts";

/** Operators that make ones of ones, and how many of their inputs must be ones for it. */
const ONES_OF: ReadonlyMap<string, number> = new Map([
  ["And", 2],
  ["Cast", 1],
  ["Expand", 1],
  ["GatherND", 1],
  ["Identity", 1],
  ["Reshape", 1],
  ["Squeeze", 1],
  ["Unsqueeze", 1],
]);
/** Far below any score. */
const LOWEST = -1e4;

/** Whether what is added to scores is 0 between all tokens of a text that runs alone, and the lowest number for padding. */
export function isPaddingMask(graph: GraphIndex, name: string): boolean {
  const { opType, inputs } = graph.producer(name) ?? {};
  const [first = "", second = "", third = ""] = inputs ?? [];
  const lowest = (value: string) => (graph.scalar(value) ?? 0) <= LOWEST;
  if (opType === "Mul") return isPadding(graph, first) && lowest(second) && graph.scalar(second) !== -Infinity;
  if (opType !== "Where") return false;
  const isChosen = isAllOnes(graph, first) && graph.scalar(second) === 0 && lowest(third);
  return isChosen || (isPadding(graph, first) && lowest(second) && isPadding(graph, third));
}

/** 1 - ones, also as booleans. */
function isPadding(graph: GraphIndex, name: string): boolean {
  const difference = withoutAny(graph, name, "Cast");
  if (!graph.isMadeBy(difference, "Sub")) return false;
  const [one = "", ones = ""] = graph.inputsOf(difference, "Sub");
  return isClose(graph.scalar(one), 1) && isAllOnes(graph, ones);
}

/** Whether a value is the attention mask, which is all ones, in any shape, and what is true of all positions. */
function isAllOnes(graph: GraphIndex, name: string): boolean {
  const required = new Set([name]);
  for (const value of required) {
    const node = graph.producer(value);
    if (isTrue(graph, value) || isNotNegative(graph, value)) continue;
    if (node === undefined && value === "attention_mask" && graph.constant(value) === undefined) continue;
    const count = ONES_OF.get(node?.opType ?? "");
    if (node === undefined || count === undefined) return false;
    for (const input of node.inputs.slice(0, count)) required.add(input);
  }
  return required.has("attention_mask");
}

function isTrue(graph: GraphIndex, name: string): boolean {
  const constant = graph.constant(name);
  return constant?.dataType === BOOL && constant.data.length > 0 && constant.data.every((byte) => byte === 1);
}

/** A comparison of positions, which count from 0, with 0. */
function isNotNegative(graph: GraphIndex, name: string): boolean {
  if (!graph.isMadeBy(name, "GreaterOrEqual")) return false;
  const [positions = "", zero = ""] = graph.inputsOf(name, "GreaterOrEqual");
  const counted = withoutAny(graph, positions, "Unsqueeze");
  if (!graph.isMadeBy(counted, "Range") || graph.integers(zero)?.join() !== "0") return false;
  const [start = "", , step = ""] = graph.inputsOf(counted, "Range");
  return graph.integers(start)?.join() === "0" && graph.integers(step)?.join() === "1";
}

/** What is left of a value without the operators of this type that came last. */
function withoutAny(graph: GraphIndex, name: string, opType: string): string {
  let rest = name;
  while (graph.isMadeBy(rest, opType)) rest = graph.inputsOf(rest, opType)[0] ?? "";
  return rest;
}
