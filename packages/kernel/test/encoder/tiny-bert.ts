import type { ReferenceEncoder, ReferenceLinear, ReferenceNorm } from "../../src/encoder/reference/forward.ts";
import { Random } from "../random.ts";
import type { AttributeSpec, GraphSpec, NodeSpec, TensorSpec } from "./onnx-writer.ts";

export interface BertSizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  readonly vocab: number;
  readonly positions: number;
  readonly epsilon: number;
}

export const TINY: BertSizes = { layers: 2, hidden: 128, heads: 4, ffn: 256, vocab: 40, positions: 80, epsilon: 1e-5 };

/** How a graph is written: as by PyTorch's exporter of today, or by the one before it. */
export type Dialect = "dynamo" | "torchscript";

export interface TinyBert {
  readonly graph: GraphSpec;
  readonly reference: ReferenceEncoder;
}

/** Collects a graph's nodes and weights, and the weights once more in double precision. */
class BertWriter {
  readonly nodes: NodeSpec[] = [];
  readonly tensors: TensorSpec[] = [];
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  node(op: string, inputs: readonly string[], output: string, attributes: Record<string, AttributeSpec> = {}): string {
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  floats(name: string, dims: readonly number[], data: Float32Array): string {
    this.tensors.push({ name, dims, data });
    return name;
  }

  scalar(name: string, value: number): string {
    return this.floats(name, [], Float32Array.of(value));
  }

  integers(name: string, ...values: number[]): string {
    this.tensors.push({ name, dims: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name;
  }

  /** (rows, columns) integers that are cast and scaled; the scales are of an axis. */
  quantised(name: string, rows: number, columns: number, axis: 0 | 1, size: number): Float64Array[] {
    const values = Int8Array.from({ length: rows * columns }, () => this.#random.below(256) - 128);
    const scales = this.#random.floats(axis === 0 ? rows : columns).map((value) => ((1 + value / 10) * size) / 73);
    this.tensors.push({ name: `${name}_q`, dims: [rows, columns], data: values });
    this.floats(`${name}_scale`, axis === 0 ? [rows, 1] : [1, columns], scales);
    this.node("Cast", [`${name}_q`], `${name}_f`, { to: { i: 1 } });
    this.node("Mul", [`${name}_f`, `${name}_scale`], name);
    return Array.from({ length: rows }, (_, r) =>
      Float64Array.from({ length: columns }, (_, c) => (values[r * columns + c] ?? NaN) * (scales[axis === 0 ? r : c] ?? NaN)),
    );
  }

  linear(name: string, input: string, inputs: number, outputs: number): ReferenceLinear {
    const weights = this.quantised(`${name}.w`, inputs, outputs, 1, inputs ** -0.5);
    const bias = this.#random.floats(outputs, 0.1);
    this.floats(`${name}.bias`, [outputs], bias);
    this.node("MatMul", [input, `${name}.w`], `${name}.product`);
    this.node("Add", [`${name}.product`, `${name}.bias`], name);
    return { weights, bias };
  }

  norm(name: string, input: string, width: number, epsilon: number): ReferenceNorm {
    const [weight, bias] = [this.#random.floats(width, 0.1).map((value) => 1 + value), this.#random.floats(width, 0.1)];
    const inputs = [input, this.floats(`${name}.weight`, [width], weight), this.floats(`${name}.bias`, [width], bias)];
    this.node("LayerNormalization", inputs, name, { axis: { i: -1 }, epsilon: { f: epsilon } });
    return { weight, bias };
  }

  types(width: number): Float64Array {
    const rows = this.#random.floats(2 * width, 0.5);
    this.floats("types", [2, width], rows);
    return Float64Array.from(rows.subarray(0, width));
  }
}

/** Heads first, as attention needs them. */
function split(w: BertWriter, name: string, permutation: readonly number[]): string {
  return w.node("Transpose", [w.node("Reshape", [name, "split"], `${name}.split`)], `${name}.heads`, { perm: { ints: permutation } });
}

function attend(w: BertWriter, at: string, { hidden, heads }: BertSizes, dialect: Dialect): string {
  const width = hidden / heads;
  const query = split(w, `${at}.query`, [0, 2, 1, 3]);
  const value = split(w, `${at}.value`, [0, 2, 1, 3]);
  let scores: string;
  if (dialect === "torchscript") {
    const product = w.node("MatMul", [query, split(w, `${at}.key`, [0, 2, 3, 1])], `${at}.qk`);
    scores = w.node("Div", [product, w.scalar(`${at}.root`, Math.sqrt(width))], `${at}.scaled`);
  } else {
    const key = split(w, `${at}.key`, [0, 2, 1, 3]);
    const flat = w.node("Reshape", [key, "flat"], `${at}.flat`);
    const swapped = w.node("Transpose", [flat], `${at}.swapped`, { perm: { ints: [0, 2, 1] } });
    const turned = w.node("Reshape", [swapped, "turned"], `${at}.turned`);
    const factor = w.scalar(`${at}.factor`, width ** -0.25);
    const [left, right] = [w.node("Mul", [query, factor], `${at}.q`), w.node("Mul", [turned, factor], `${at}.k`)];
    scores = w.node("MatMul", [left, right], `${at}.scaled`);
  }
  const weights = w.node("Softmax", [w.node("Add", [scores, "mask"], `${at}.masked`)], `${at}.softmax`, { axis: { i: -1 } });
  const guarded =
    dialect === "dynamo" ? w.node("Where", [w.node("IsNaN", [weights], `${at}.nan`), "zero", weights], `${at}.guarded`) : weights;
  const attended = w.node("MatMul", [guarded, value], `${at}.attended`);
  const tokensFirst = w.node("Transpose", [attended], `${at}.back`, { perm: { ints: [0, 2, 1, 3] } });
  return w.node("Reshape", [tokensFirst, "merged"], `${at}.merged`);
}

function gelu(w: BertWriter, input: string, dialect: Dialect): string {
  const argument =
    dialect === "dynamo"
      ? w.node("Div", [input, w.scalar(`${input}.root`, Math.SQRT2)], `${input}.z`)
      : w.node("Mul", [input, w.scalar(`${input}.root`, Math.SQRT1_2)], `${input}.z`);
  const onePlus = w.node("Add", [w.node("Erf", [argument], `${input}.erf`), "one"], `${input}.plus`);
  if (dialect === "dynamo") return w.node("Mul", [input, w.node("Mul", ["half", onePlus], `${input}.gate`)], `${input}.gelu`);
  return w.node("Mul", [w.node("Mul", [input, onePlus], `${input}.gated`), "half"], `${input}.gelu`);
}

function layer(w: BertWriter, at: string, input: string, sizes: BertSizes, dialect: Dialect) {
  const { hidden, ffn, epsilon } = sizes;
  const [query, key, value] = ["query", "key", "value"].map((name) => w.linear(`${at}.${name}`, input, hidden, hidden)) as [
    ReferenceLinear,
    ReferenceLinear,
    ReferenceLinear,
  ];
  const output = w.linear(`${at}.output`, attend(w, at, sizes, dialect), hidden, hidden);
  const attentionNorm = w.norm(`${at}.middle`, w.node("Add", [`${at}.output`, input], `${at}.sum`), hidden, epsilon);
  const up = w.linear(`${at}.up`, `${at}.middle`, hidden, ffn);
  const down = w.linear(`${at}.down`, gelu(w, `${at}.up`, dialect), ffn, hidden);
  const outputNorm = w.norm(`${at}.end`, w.node("Add", [`${at}.down`, `${at}.middle`], `${at}.ends`), hidden, epsilon);
  return { query, key, value, output, attentionNorm, up, down, outputNorm };
}

/** A random model, as a graph and as the reference takes it. */
export function tinyBert(sizes: BertSizes = TINY, dialect: Dialect = "dynamo", seed = 1): TinyBert {
  const { layers, hidden, heads, vocab, positions, epsilon } = sizes;
  const w = new BertWriter(seed);
  const tables = { words: w.quantised("words", vocab, hidden, 0, 1), positions: w.quantised("positions", positions, hidden, 0, 0.3) };
  for (const [name, value] of Object.entries({ zero: 0, one: 1, half: 0.5, lowest: -Infinity })) w.scalar(name, value);
  const lists = {
    start: [0],
    axis: [1],
    step: [1],
    rest: [-1],
    count: [heads],
    width: [hidden / heads],
    split: [0, 0, heads, hidden / heads],
    merged: [0, 0, hidden],
  };
  for (const [name, values] of Object.entries(lists)) w.integers(name, ...values);
  w.tensors.push({ name: "position_ids", dims: [1, positions], data: BigInt64Array.from({ length: positions }, (_, i) => BigInt(i)) });
  const type = w.types(hidden);
  w.node("Shape", ["input_ids"], "batch", { start: { i: 0 }, end: { i: 1 } });
  w.node("Shape", ["input_ids"], "length", { start: { i: 1 }, end: { i: 2 } });
  w.node("Concat", ["rest", "length", "width"], "flat", { axis: { i: 0 } });
  w.node("Concat", ["batch", "count", "width", "length"], "turned", { axis: { i: 0 } });
  w.node("Cast", ["attention_mask"], "seen", { to: { i: 9 } });
  w.node("Where", ["seen", "zero", "lowest"], "mask");
  w.node("Slice", ["position_ids", "start", "length", "axis", "step"], "places");
  w.node("Gather", ["words", "input_ids"], "word");
  w.node("Add", ["word", w.node("Gather", ["types", "token_type_ids"], "type")], "typed");
  w.node("Add", ["typed", w.node("Gather", ["positions", "places"], "position")], "embedded");
  const norm = w.norm("start.end", "embedded", hidden, epsilon);
  const names = ["start.end", ...Array.from({ length: layers }, (_, i) => `layer${i}.end`)];
  const built = names.slice(0, layers).map((input, i) => layer(w, `layer${i}`, input, sizes, dialect));
  const inputs = ["input_ids", "attention_mask", "token_type_ids"];
  const graph = { nodes: w.nodes, tensors: w.tensors, inputs, outputs: [names.at(-1) ?? ""] };
  return { graph, reference: { heads, epsilon, ...tables, type, norm, layers: built } };
}
