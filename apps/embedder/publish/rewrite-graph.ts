import type { OnnxGraph, OnnxModel, OnnxNode } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";
import { notUnderstood, quantizedTable, type QuantizedTable, type TensorIndex } from "./quantized-table.ts";

const EXTERNAL = 1;

/**
 * Moves each Gather from an integer table before the table's dequantisation: the same numbers, for the rows that are read instead of the
 * whole table on every run.
 * @returns how many Gathers were moved
 * @throws PublishError for a graph in which that cannot be decided
 */
export function gatherBeforeDequantizing({ graph }: OnnxModel): number {
  refuseUnknownForms(graph);
  const index = tensorIndex(graph);
  const constants = constantsOf(graph);
  const tables = new Map<OnnxNode, QuantizedTable>();
  for (const gather of graph.node) {
    const [source = ""] = gather.input;
    // Float tables and Gathers from values that depend on an input stay as they are.
    if (gather.opType !== "Gather" || !index.producers.has(source) || !constants.has(source)) continue;
    const table = quantizedTable(gather, index);
    if (!table) throw notUnderstood(gather, index);
    tables.set(gather, table);
  }
  if (tables.size === 0) return 0;
  const nodes = graph.node.flatMap((node) => tables.get(node)?.readRows(node, index) ?? [node]);
  graph.node = withoutUnused(nodes, graph, [...tables.values()]);
  const kept = new Set(graph.node.flatMap((node) => node.output));
  graph.valueInfo = graph.valueInfo.filter(({ name }) => kept.has(name));
  return tables.size;
}

function refuseUnknownForms(graph: OnnxGraph): void {
  const subgraph = graph.node.find((node) => node.attribute.some(({ g, graphs }) => g || graphs.length > 0));
  if (subgraph)
    throw new PublishError(`Node "${subgraph.name}" (${subgraph.opType}) holds a graph of its own; control flow is not supported.`);
  const external = graph.initializer.find(({ dataLocation }) => dataLocation === EXTERNAL);
  if (external) throw new PublishError(`Weight "${external.name}" is in another file; save the model with its weights inside.`);
}

function tensorIndex(graph: OnnxGraph): TensorIndex {
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const producers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  return {
    initializers,
    producers,
    fresh(name) {
      const taken = initializers.has(name) || producers.has(name) || graph.input.some((input) => input.name === name);
      if (taken) throw new PublishError(`The graph already has a tensor named "${name}", which the rewrite would add.`);
      return name;
    },
  };
}

/** Tensors that depend on weights alone. ONNX lists nodes after those that they read from, so one pass finds all. */
function constantsOf(graph: OnnxGraph): ReadonlySet<string> {
  const constants = new Set(["", ...graph.initializer.map(({ name }) => name)]);
  for (const node of graph.node) {
    if (node.input.every((name) => constants.has(name))) for (const name of node.output) constants.add(name);
  }
  return constants;
}

/** Drops the dequantisation of the tables where nothing else reads it. */
function withoutUnused(nodes: readonly OnnxNode[], graph: OnnxGraph, tables: readonly QuantizedTable[]): OnnxNode[] {
  let kept = [...nodes];
  const depth = Math.max(...tables.map(({ made }) => made.length));
  for (let step = 0; step < depth; step++) {
    const read = new Set([...kept.flatMap((node) => node.input), ...graph.output.map(({ name }) => name)]);
    const unused = new Set(tables.flatMap(({ made }) => made[step] ?? []).filter((node) => !node.output.some((name) => read.has(name))));
    kept = kept.filter((node) => !unused.has(node));
  }
  return kept;
}
