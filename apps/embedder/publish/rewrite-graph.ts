import { makeNode, type OnnxGraph, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";

const EXTERNAL = 1;

/** A table that is stored in integers and scaled before it is read: `Gather(Mul(Cast(quantized), scale), indices)`. */
interface QuantizedTable {
  readonly cast: OnnxNode;
  readonly multiply: OnnxNode;
  readonly quantized: OnnxTensor;
  readonly scale: OnnxTensor;
}

/** What there is to know about the tensors of a graph, by name. */
interface GraphIndex {
  readonly graph: OnnxGraph;
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly producers: ReadonlyMap<string, OnnxNode>;
  /** Tensors that depend on weights alone. */
  readonly constants: ReadonlySet<string>;
}

/**
 * Moves each Gather from an integer table before the table's dequantisation: the same numbers, for the rows that are read instead of the
 * whole table on every run.
 * @returns how many Gathers were moved
 * @throws PublishError for a graph in which that cannot be decided
 */
export function gatherBeforeDequantizing(model: OnnxModel): number {
  const { graph } = model;
  refuseUnknownForms(graph);
  const index: GraphIndex = {
    graph,
    initializers: new Map(graph.initializer.map((tensor) => [tensor.name, tensor])),
    producers: new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const))),
    constants: constantsOf(graph),
  };
  const tables = new Map<OnnxNode, QuantizedTable>();
  for (const node of graph.node) {
    const table = node.opType === "Gather" ? quantizedTable(node, index) : undefined;
    if (table) tables.set(node, table);
  }
  if (tables.size === 0) return 0;
  const nodes = graph.node.flatMap((node) => {
    const table = tables.get(node);
    return table ? movedGather(node, table, index) : [node];
  });
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

/** The table that a Gather reads, if it is quantised. Float tables and Gathers from computed values stay as they are. */
function quantizedTable(gather: OnnxNode, index: GraphIndex): QuantizedTable | undefined {
  const [name = ""] = gather.input;
  const multiply = index.producers.get(name);
  if (!multiply || !index.constants.has(name)) return undefined;
  const cast = multiply.opType === "Mul" ? index.producers.get(multiply.input[0] ?? "") : undefined;
  const quantized = cast?.opType === "Cast" ? index.initializers.get(cast.input[0] ?? "") : undefined;
  const scale = index.initializers.get(multiply.input[1] ?? "");
  const axis = gather.attribute.find((attribute) => attribute.name === "axis")?.i ?? 0;
  if (!cast || quantized?.dims.length !== 2 || !scale || axis !== 0 || !(isPerRow(scale, quantized) || isForAllRows(scale))) {
    throw new PublishError(
      `Node "${gather.name}" reads rows of "${name}", which ${multiply.opType} "${multiply.name}" computes in a way that is not understood. ` +
        "Understood is Mul(Cast(integers), scale) with integers of shape (rows, columns) and one scale a row, a column or a table.",
    );
  }
  return { cast, multiply, quantized, scale };
}

/** ONNX lists nodes after those that they read from, so one pass finds all. */
function constantsOf(graph: OnnxGraph): ReadonlySet<string> {
  const constants = new Set(["", ...graph.initializer.map(({ name }) => name)]);
  for (const node of graph.node) {
    if (node.input.every((name) => constants.has(name))) for (const name of node.output) constants.add(name);
  }
  return constants;
}

function isPerRow(scale: OnnxTensor, quantized: OnnxTensor): boolean {
  return scale.dims.length === 2 && scale.dims[0] === quantized.dims[0];
}

function isForAllRows({ dims }: OnnxTensor): boolean {
  return dims.length < 2 || dims[0] === 1;
}

function movedGather(gather: OnnxNode, { cast, multiply, quantized, scale }: QuantizedTable, index: GraphIndex): OnnxNode[] {
  const [, indices = ""] = gather.input;
  const [output = ""] = gather.output;
  const rows = freshName(`${output}_rows`, index);
  const rowScales = isPerRow(scale, quantized) ? freshName(`${output}_scales`, index) : scale.name;
  const asFloat = freshName(`${output}_float`, index);
  const nodes = [
    makeNode("Gather", [quantized.name, indices], rows, gather.attribute),
    makeNode("Cast", [rows], asFloat, cast.attribute),
    makeNode("Mul", [asFloat, rowScales], output, multiply.attribute),
  ];
  if (rowScales !== scale.name) nodes.unshift(makeNode("Gather", [scale.name, indices], rowScales, gather.attribute));
  return nodes;
}

function freshName(name: string, { initializers, producers, graph }: GraphIndex): string {
  const taken = initializers.has(name) || producers.has(name) || graph.input.some((input) => input.name === name);
  if (taken) throw new PublishError(`The graph already has a tensor named "${name}", which the rewrite would add.`);
  return name;
}

/** Drops the dequantisation of the tables where nothing else reads it. */
function withoutUnused(nodes: readonly OnnxNode[], graph: OnnxGraph, tables: readonly QuantizedTable[]): OnnxNode[] {
  let kept = [...nodes];
  for (const dropped of [...tables.map(({ multiply }) => multiply), ...tables.map(({ cast }) => cast)]) {
    const read = new Set([...kept.flatMap((node) => node.input), ...graph.output.map(({ name }) => name)]);
    if (!dropped.output.some((name) => read.has(name))) kept = kept.filter((node) => node !== dropped);
  }
  return kept;
}
