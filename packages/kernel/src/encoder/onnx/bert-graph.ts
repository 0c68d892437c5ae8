import { attention, type Attention } from "./attention.ts";
import type { GraphIndex } from "./graph-index.ts";
import type { OnnxTensor } from "./onnx-model.ts";
import { geluInput, isLinear, linear, norm, type Linear, type Norm } from "./operations.ts";
import { sizes } from "./shapes.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";
import { floats, quantisedTable, type QuantisedTensor } from "./weights.ts";

// The encoder of BERT (Devlin et al. 2019), found from its output backwards:
//   h0 = norm(words + types + positions)
//   per layer: a = norm(h + output(attention(h)));  h = norm(a + down(gelu(up(a))))

interface EmbeddingTables {
  readonly words: QuantisedTensor;
  readonly positions: QuantisedTensor;
  /** (types, hidden) f32; texts are of type 0. */
  readonly types: OnnxTensor;
  readonly norm: Norm;
}

export interface BertLayer extends Attention {
  readonly output: Linear;
  readonly attentionNorm: Norm;
  readonly up: Linear;
  readonly down: Linear;
  readonly outputNorm: Norm;
}

export interface BertGraph {
  readonly embeddings: EmbeddingTables;
  /** First to last. */
  readonly layers: readonly BertLayer[];
  readonly hidden: number;
}

/** The two terms of a residual sum: a linear layer and the normalised value it is added to. */
function residual(graph: GraphIndex, name: string): [layer: string, skipped: string] {
  const terms = graph.inputsOf(name, "Add");
  const skipped = terms.find((term) => graph.isMadeBy(term, "LayerNormalization")) ?? "";
  const layer = terms.find((term) => term !== skipped) ?? "";
  if (skipped === "" || !isLinear(graph, layer))
    throw new UnsupportedGraph(`The sum "${name}" is not of a linear layer and what it is added to.`);
  return [layer, skipped];
}

function bertLayer(graph: GraphIndex, name: string, hidden: number): { layer: BertLayer; input: string } {
  const outputNorm = norm(graph, name, hidden);
  const [downName, middle] = residual(graph, outputNorm.input);
  const down = linear(graph, downName);
  const up = linear(graph, geluInput(graph, down.input));
  const attentionNorm = norm(graph, middle, hidden);
  const [outputName, input] = residual(graph, attentionNorm.input);
  const output = linear(graph, outputName);
  const attended = attention(graph, output.input);
  const areInputsShared = [attended.query, attended.key, attended.value].every((each) => each.input === input);
  if (up.input !== middle || !areInputsShared)
    throw new UnsupportedGraph(`The layer that ends in "${name}" skips other values than it takes.`);
  return { layer: { ...attended, output, attentionNorm, up, down, outputNorm }, input };
}

/** A slice of the constant 0, 1, 2 … from its first element on, one for each token. */
function isCounting(graph: GraphIndex, name: string): boolean {
  if (!graph.isMadeBy(name, "Slice")) return false;
  const [data = "", starts = "", ends = "", axes = "", steps = ""] = graph.inputsOf(name, "Slice");
  const is = (list: string, expected: string) => graph.integers(list)?.join() === expected;
  const isFromFirst = is(starts, "0") && is(axes, "1") && (steps === "" || is(steps, "1"));
  return isFromFirst && sizes(graph, ends).join() === "tokens" && (graph.integers(data) ?? [1]).every((number, i) => number === i);
}

/** The table and the indices of a lookup of rows. */
function rowsOf(graph: GraphIndex, name: string): readonly string[] {
  const { inputs, attributes } = graph.node(name, "Gather");
  if ((attributes.get("axis")?.i ?? 0) === 0) return inputs;
  throw new UnsupportedGraph(`The Gather "${name}" is not of rows.`);
}

function embeddings(graph: GraphIndex, name: string, hidden: number): EmbeddingTables {
  const normed = norm(graph, name, hidden);
  const lookups = graph.operands(normed.input, "Add").map((term) => rowsOf(graph, term));
  const tableOf = (isIndex: (indices: string) => boolean) => lookups.find(([, indices = ""]) => isIndex(indices))?.[0];
  const words = tableOf((indices) => indices === "input_ids");
  const types = tableOf((indices) => indices === "token_type_ids");
  const positions = tableOf((indices) => isCounting(graph, indices));
  if (lookups.length !== 3 || words === undefined || types === undefined || positions === undefined) {
    throw new UnsupportedGraph(`The value "${normed.input}" is not the sum of embeddings of words, types and positions.`);
  }
  const typeCount = graph.constant(types)?.dims[0] ?? 0;
  const tables = { words: quantisedTable(graph, words), positions: quantisedTable(graph, positions) };
  if (tables.words.columns !== hidden || tables.positions.columns !== hidden) {
    throw new UnsupportedGraph(`The embeddings are not ${hidden} wide, as the layers are.`);
  }
  return { ...tables, types: floats(graph, types, typeCount * hidden), norm: normed };
}

/** Finds the encoder that makes the value `output`. @throws UnsupportedGraph where the graph is anything else */
export function bertGraph(graph: GraphIndex, output: string): BertGraph {
  if (!graph.model.outputs.includes(output)) {
    throw new UnsupportedGraph(`The graph has no output "${output}"; it has: ${graph.model.outputs.join(", ")}.`);
  }
  const hidden = graph.constant(graph.inputsOf(output, "LayerNormalization")[1] ?? "")?.dims[0];
  if (hidden === undefined) throw new UnsupportedGraph(`The normalisation "${output}" has no weight in the file.`);
  const layers: BertLayer[] = [];
  let name = output;
  while (isResidual(graph, name)) {
    const { layer, input } = bertLayer(graph, name, hidden);
    layers.unshift(layer);
    name = input;
  }
  return { embeddings: embeddings(graph, name, hidden), layers, hidden };
}

function isResidual(graph: GraphIndex, name: string): boolean {
  const [sum = ""] = graph.inputsOf(name, "LayerNormalization");
  return graph.inputsOf(sum, "Add").some((term) => graph.isMadeBy(term, "LayerNormalization"));
}
