import type { GraphIndex } from "./graph-index.ts";
import { isClose, linear, withoutFactor, type Linear } from "./operations.ts";
import { isPaddingMask } from "./padding-mask.ts";
import { lastSize, reshapedFrom } from "./shapes.ts";
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

function transposed(graph: GraphIndex, name: string, permutation: string): string {
  const { inputs, attributes } = graph.node(name, "Transpose");
  const actual = attributes.get("perm")?.ints.join() ?? "";
  if (actual !== permutation)
    throw new UnsupportedGraph(`The Transpose "${name}" has the order ${actual}, where an encoder has ${permutation}.`);
  return inputs[0] ?? "";
}

interface HeadsOf {
  readonly linear: Linear;
  readonly headWidth: number;
}

/** Of a value (batch, heads, tokens, width), or its last axes the other way round. */
function heads(graph: GraphIndex, name: string, permutation = HEADS_FIRST): HeadsOf {
  const split = transposed(graph, name, permutation);
  const headWidth = lastSize(graph, split);
  const layer = linear(graph, graph.inputsOf(split, "Reshape")[0] ?? "");
  reshapedFrom(graph, split, ["batch", "tokens", layer.matrix.columns / headWidth, headWidth]);
  return { linear: layer, headWidth };
}

/** Keys are transposed at once, or by way of (batch x heads, tokens, width). */
function keyHeads(graph: GraphIndex, name: string): HeadsOf {
  if (!graph.isMadeBy(name, "Reshape")) return heads(graph, name, KEYS_LAST);
  const flat = transposed(graph, graph.inputsOf(name, "Reshape")[0] ?? "", SWAP_LAST);
  const split = heads(graph, graph.inputsOf(flat, "Reshape")[0] ?? "");
  const { headWidth } = split;
  reshapedFrom(graph, flat, [-1, "tokens", headWidth]);
  reshapedFrom(graph, name, ["batch", split.linear.matrix.columns / headWidth, headWidth, "tokens"]);
  return split;
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
  const { columns } = value.linear.matrix;
  reshapedFrom(graph, name, ["batch", "tokens", columns], ["batch", "tokens", columns / headWidth, headWidth]);
  if (key.headWidth !== headWidth || value.headWidth !== headWidth || !isClose(scale * queryScale * keyScale, headWidth ** -0.5)) {
    throw new UnsupportedGraph(`The attention "${name}" has heads of other widths, or scores scaled by something else than their root.`);
  }
  return { query: query.linear, key: key.linear, value: value.linear, headWidth };
}
