import type { GraphIndex } from "./graph-index.ts";
import { FLOAT } from "./onnx-model.ts";
import { isClose, linear, withoutFactor, type Linear } from "./operations.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

/** softmax(Q K^T / sqrt(head width)) V of every head. */
export interface Attention {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly headWidth: number;
}

const HEADS_FIRST = "0,2,1,3";
const KEYS_LAST = "0,2,3,1";
const SWAP_LAST = "0,2,1";

/** What a mask of padding may be made with: nothing that compares two positions, as a causal mask would. */
const MASK_OPERATORS = new Set(
  [
    ["Add", "And", "Cast", "Concat", "ConstantOfShape", "Expand", "Gather", "GatherND", "GreaterOrEqual", "Identity", "Max", "Mul"],
    ["Not", "Or", "Range", "Reshape", "Shape", "Slice", "Squeeze", "Sub", "Unsqueeze", "Where"],
  ].flat(),
);

function transposed(graph: GraphIndex, name: string, permutation: string): string {
  const { inputs, attributes } = graph.node(name, "Transpose");
  const actual = attributes.get("perm")?.ints.join() ?? "";
  if (actual !== permutation)
    throw new UnsupportedGraph(`The Transpose "${name}" has the order ${actual}, where an encoder has ${permutation}.`);
  return inputs[0] ?? "";
}

/** The last element of the shape that a linear layer's output is cut into heads with. */
function lastSize(graph: GraphIndex, shape: string): number {
  const parts = graph.isMadeBy(shape, "Concat") ? graph.inputsOf(shape, "Concat") : [shape];
  return graph.integers(parts.at(-1) ?? "")?.at(-1) ?? 0;
}

interface HeadsOf {
  readonly linear: Linear;
  readonly headWidth: number;
}

/** Of a value (batch, heads, tokens, width), or its last axes the other way round. */
function heads(graph: GraphIndex, name: string, permutation = HEADS_FIRST): HeadsOf {
  const [flat = "", shape = ""] = graph.inputsOf(transposed(graph, name, permutation), "Reshape");
  return { linear: linear(graph, flat), headWidth: lastSize(graph, shape) };
}

/** Keys are transposed at once, or by way of (batch x heads, tokens, width). */
function keyHeads(graph: GraphIndex, name: string): HeadsOf {
  if (!graph.isMadeBy(name, "Reshape")) return heads(graph, name, KEYS_LAST);
  const [swapped = ""] = graph.inputsOf(name, "Reshape");
  const [split = ""] = graph.inputsOf(transposed(graph, swapped, SWAP_LAST), "Reshape");
  return heads(graph, split);
}

/** A bias of positions or heads would be a table of floats. */
function isMaskConstant(graph: GraphIndex, name: string): boolean {
  const constant = graph.constant(name);
  return constant !== undefined && (constant.dataType !== FLOAT || graph.scalar(name) !== undefined);
}

/** Whether a value is made of the attention mask, shapes and constants, by operators that know no position from another. */
function isPaddingMask(graph: GraphIndex, name: string): boolean {
  const made = new Set([name]);
  for (const value of made) {
    const node = graph.producer(value);
    if (node === undefined && value !== "attention_mask" && !isMaskConstant(graph, value)) return false;
    if (node === undefined || node.opType === "Shape") continue;
    if (!MASK_OPERATORS.has(node.opType)) return false;
    for (const input of node.inputs) made.add(input);
  }
  return made.has("attention_mask");
}

/** Softmax, also where what is not a number is replaced by 0. */
function softmaxInput(graph: GraphIndex, name: string): string {
  const [isNaN = "", zero = "", guarded = name] = graph.isMadeBy(name, "Where") ? graph.inputsOf(name, "Where") : [];
  const isGuard = graph.isMadeBy(isNaN, "IsNaN") && graph.inputsOf(isNaN, "IsNaN")[0] === guarded && graph.scalar(zero) === 0;
  if (guarded !== name && !isGuard)
    throw new UnsupportedGraph(`The weights "${name}" are chosen by something else than whether they are numbers.`);
  const { inputs, attributes } = graph.node(guarded, "Softmax");
  const axis = attributes.get("axis")?.i ?? -1;
  if (axis !== -1 && axis !== 3) throw new UnsupportedGraph(`The Softmax "${guarded}" is not over the last axis.`);
  return inputs[0] ?? "";
}

/** The scores without their mask. */
function unmasked(graph: GraphIndex, name: string): string {
  const [scores, mask] = graph.inputsOf(name, "Add");
  if (scores !== undefined && mask !== undefined && isPaddingMask(graph, mask)) return scores;
  throw new UnsupportedGraph(`The scores "${name}" are masked by something else than padding.`);
}

/** The attention whose heads, side by side, are the value of this name. */
export function attention(graph: GraphIndex, name: string): Attention {
  const [merged = ""] = graph.inputsOf(name, "Reshape");
  const [weights = "", values = ""] = graph.inputsOf(transposed(graph, merged, HEADS_FIRST), "MatMul");
  const [scores, scale] = withoutFactor(graph, unmasked(graph, softmaxInput(graph, weights)));
  const [left = "", right = ""] = graph.inputsOf(scores, "MatMul");
  const [queries, queryScale] = withoutFactor(graph, left);
  const [keys, keyScale] = withoutFactor(graph, right);
  const [query, key, value] = [heads(graph, queries), keyHeads(graph, keys), heads(graph, values)];
  const { headWidth } = query;
  if (key.headWidth !== headWidth || value.headWidth !== headWidth || !isClose(scale * queryScale * keyScale, headWidth ** -0.5)) {
    throw new UnsupportedGraph(`The attention "${name}" has heads of other widths, or scores scaled by something else than their root.`);
  }
  return { query: query.linear, key: key.linear, value: value.linear, headWidth };
}
