import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Result } from "@steadytext/core";
import type { EncoderError } from "../../src/encoder/index.ts";
import { writeOnnx, type GraphSpec, type NodeSpec, type TensorSpec } from "./onnx-writer.ts";
import { INPUTS, openFile, openGraph, usable } from "./open-file.ts";
import { TINY, tinyBert } from "./tiny-bert.ts";

const { graph } = tinyBert();
const file = writeOnnx(graph);
const text = [1, 2, 3];
const vector = usable(usable(openFile(file)).embed(text));

function codeOf(result: Result<unknown, EncoderError>): string {
  return result.ok ? "ok" : result.error.code;
}

function withNode(output: string, changed: Partial<NodeSpec>): GraphSpec {
  return { ...graph, nodes: graph.nodes.map((node) => (node.output === output ? { ...node, ...changed } : node)) };
}

function withTensor(name: string, changed: Partial<TensorSpec>): GraphSpec {
  expect(graph.tensors.some((tensor) => tensor.name === name)).toBe(true);
  return { ...graph, tensors: graph.tensors.map((tensor) => (tensor.name === name ? { ...tensor, ...changed } : tensor)) };
}

describe("loading a file", () => {
  it("gives the same vector whatever the chunks", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(file.length), { maxLength: 12 }), (cuts) => {
        expect(usable(usable(openFile(file, {}, cuts)).embed(text))).toEqual(vector);
      }),
      { numRuns: 20 },
    );
  });

  it("counts bytes: too few, too many and none are errors", () => {
    for (const fileBytes of [file.length - 1, file.length + 1]) expect(codeOf(openFile(file, { fileBytes }))).toBe("wrong_file_size");
    expect(codeOf(openFile(new Uint8Array(0), { fileBytes: 10 }))).toBe("wrong_file_size");
  });

  it("never loads a file that is cut, at any place", () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), (end) => {
        expect(["damaged_file", "unsupported_graph", "unsupported_size"]).toContain(codeOf(openFile(file.subarray(0, end))));
      }),
    );
  });

  it("never throws on a file that is damaged, and gives finite vectors or none", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = file.slice();
        for (const [at, value] of changes) damaged[at] = value;
        const encoder = openFile(damaged);
        const embedded = encoder.ok ? encoder.value.embed(text) : encoder;
        expect(embedded.ok ? embedded.value.every(Number.isFinite) : /^The .*\.$/s.test(embedded.error.message)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("refuses text and nothing that is a model", () => {
    expect(codeOf(openFile(new TextEncoder().encode("not a model")))).toBe("damaged_file");
    expect(codeOf(openFile(writeOnnx({ nodes: [], tensors: [], inputs: [], outputs: [] })))).toBe("unsupported_graph");
  });

  it.each([NaN, Infinity, -Infinity])("refuses a weight that is %d, wherever it is", (value) => {
    const float = graph.tensors.filter(({ name, data }) => data instanceof Float32Array && data.length > 1 && name !== "lowest");
    expect(float.length).toBeGreaterThan(30);
    for (const { name, data } of float) {
      const data32 = Float32Array.from(data as Float32Array).fill(value, data.length - 1);
      expect([name, codeOf(openGraph(withTensor(name, { data: data32 })))]).toEqual([name, "non_finite_weights"]);
    }
  });
});

const CAUSAL: NodeSpec[] = [
  { op: "LessOrEqual", inputs: ["place", "places"], output: "past" },
  { op: "Where", inputs: ["past", "zero", "lowest"], output: "mask" },
];

/** A node of the tiny graph, in its place. */
function instead(output: string, ...nodes: NodeSpec[]): GraphSpec {
  expect(graph.nodes.some((node) => node.output === output)).toBe(true);
  return { ...graph, nodes: graph.nodes.flatMap((node) => (node.output === output ? nodes : [node])) };
}

const POSITIONS: NodeSpec[] = [
  { op: "Squeeze", inputs: ["length"], output: "tokens" },
  { op: "Range", inputs: ["origin", "tokens", "one64"], output: "keys" },
  { op: "Unsqueeze", inputs: ["keys", "axis"], output: "queries" },
];

/** A mask that is made of positions too. */
function masked(...nodes: NodeSpec[]): GraphSpec {
  const numbers = [
    { name: "origin", dims: [], data: BigInt64Array.of(0n) },
    { name: "one64", dims: [], data: BigInt64Array.of(1n) },
    { name: "slope", dims: [], data: Float32Array.of(-0.5) },
    { name: "finite", dims: [], data: Float32Array.of(-3e38) },
    { name: "true", dims: [], data: Uint8Array.of(1) },
  ];
  return { ...instead("mask", ...POSITIONS, ...nodes), tensors: [...graph.tensors, ...numbers] };
}

const seen = { op: "Cast", inputs: ["attention_mask"], output: "ones", attributes: { to: { i: 1 } } };
const inverted = { op: "Sub", inputs: ["one", "ones"], output: "padding" };

const OTHER_MASKS: [string, NodeSpec[]][] = [
  [
    "positions that are compared",
    [
      { op: "GreaterOrEqual", inputs: ["queries", "keys"], output: "past" },
      { op: "And", inputs: ["seen", "past"], output: "both" },
      { op: "Where", inputs: ["both", "zero", "lowest"], output: "mask" },
    ],
  ],
  [
    "distances",
    [
      { op: "Sub", inputs: ["queries", "keys"], output: "difference" },
      { op: "Max", inputs: ["difference", "origin"], output: "distance" },
      { op: "Mul", inputs: ["distance", "slope"], output: "mask" },
    ],
  ],
  [
    "distances beside padding",
    [
      { op: "Sub", inputs: ["queries", "keys"], output: "distance" },
      { op: "Where", inputs: ["seen", "distance", "lowest"], output: "mask" },
    ],
  ],
  ["tokens that are chosen", [{ op: "Where", inputs: ["token_type_ids", "zero", "lowest"], output: "mask" }]],
  ["what is not a number", [seen, inverted, { op: "Mul", inputs: ["padding", "lowest"], output: "mask" }]],
  ["seen tokens", [seen, { op: "Mul", inputs: ["ones", "finite"], output: "mask" }]],
];

it.each<[string, NodeSpec[]]>([
  ["multiplied", [seen, inverted, { op: "Mul", inputs: ["padding", "finite"], output: "mask" }]],
  [
    "filled in",
    [
      seen,
      inverted,
      { op: "Cast", inputs: ["padding"], output: "isPadding", attributes: { to: { i: 9 } } },
      { op: "Where", inputs: ["isPadding", "finite", "padding"], output: "mask" },
    ],
  ],
  [
    "of positions that are not negative",
    [
      { op: "GreaterOrEqual", inputs: ["queries", "origin"], output: "counted" },
      { op: "And", inputs: ["counted", "seen"], output: "both" },
      { op: "Where", inputs: ["both", "zero", "lowest"], output: "mask" },
    ],
  ],
])("a mask of padding that is %s changes nothing", (_name, nodes) => {
  expect(usable(usable(openGraph(masked(...nodes))).embed(text))).toEqual(vector);
});

/** A square table, as wide as a matrix. */
const square = tinyBert({ ...TINY, vocab: TINY.hidden }).graph;
const sharedTable = square.nodes.map((node) => (node.output === "layer0.query.w_f" ? { ...node, inputs: ["words_q"] } : node));

/** Each value is the sum of the one before with itself. */
const DOUBLED: NodeSpec[] = Array.from({ length: 64 }, (_, i) => ({
  op: "Add",
  inputs: [i === 0 ? "word" : `double${i - 1}`, i === 0 ? "word" : `double${i - 1}`],
  output: i === 63 ? "typed" : `double${i}`,
}));

/** Each list is the one before twice, cut to its half. */
const ENDLESS: NodeSpec[] = Array.from({ length: 64 }, (_, i) => [
  { op: "Concat", inputs: [i === 0 ? "length" : `list${i - 1}`, i === 0 ? "length" : `list${i - 1}`], output: `twice${i}` },
  { op: "Slice", inputs: [`twice${i}`, "start", "axis"], output: i === 63 ? "turned" : `list${i}` },
]).flat();

describe("a graph that is another model is refused with the place where it differs", () => {
  it.each<[string, GraphSpec, RegExp]>([
    ["an activation of another kind", withNode("layer0.up.erf", { op: "Tanh" }), /"layer0.up.*GELU|Erf/],
    ["GELU of another scale", withTensor("layer1.up.root", { data: Float32Array.of(1.4) }), /exact GELU/],
    ["a causal mask", { ...graph, nodes: graph.nodes.flatMap((node) => (node.output === "mask" ? CAUSAL : [node])) }, /"place"|padding/],
    ["no mask", withNode("layer0.masked", { inputs: ["layer0.scaled", "zero"] }), /masked by something else than padding/],
    ...OTHER_MASKS.map(([name, nodes]): [string, GraphSpec, RegExp] => [
      `a mask of ${name}`,
      masked(...nodes),
      /something else than padding/,
    ]),
    ["heads that are cut elsewhere", withTensor("split", { data: BigInt64Array.of(0n, 4n, -1n, 32n) }), /is to \(batch,4,-1,32\), where/],
    ["heads side by side", withTensor("split", { data: BigInt64Array.of(0n, 0n, 32n, 4n) }), /is to|heads/],
    ["heads that are merged elsewhere", withTensor("merged", { data: BigInt64Array.of(0n, 128n, -1n) }), /is to \(batch,128,-1\), where/],
    [
      "keys that are turned elsewhere",
      withNode("turned", { inputs: ["batch", "width", "count", "length"] }),
      /is to \(batch,32,4,tokens\)/,
    ],
    ["a shape that is followed for ever", instead("turned", ...ENDLESS), /size of "length".* is not one that an encoder has/],
    [
      "positions of fewer tokens",
      withNode("places", { inputs: ["position_ids", "start", "axis", "axis", "step"] }),
      /words, types and positions/,
    ],
    ["columns that are looked up", withNode("word", { attributes: { axis: { i: 1 } } }), /is not of rows/],
    ["a weight that is there twice", { ...graph, tensors: [...graph.tensors, graph.tensors[0]!] }, /"words_q" is in the file twice/],
    ["a table that is a matrix too", { ...square, nodes: sharedTable }, /"words_q" is a table and a matrix at once/],
    ["a bias of positions", withTensor("lowest", { dims: [2], data: new Float32Array(2) }), /masked by something else than padding/],
    ["weights that are chosen", withNode("layer0.nan", { op: "Not" }), /chosen by something else/],
    ["scores of another scale", withTensor("layer0.factor", { data: Float32Array.of(0.5) }), /scaled by something else/],
    ["no softmax", withNode("layer0.softmax", { op: "Sigmoid" }), /Softmax/],
    ["softmax over another axis", withNode("layer0.softmax", { attributes: { axis: { i: 1 } } }), /over the last axis/],
    ["heads in another order", withNode("layer0.back", { attributes: { perm: { ints: [0, 1, 2, 3] } } }), /order 0,1,2,3/],
    ["normalisation over another axis", withNode("layer1.end", { attributes: { axis: { i: 1 } } }), /over the last axis/],
    ["RMSNorm", withNode("layer0.middle", { op: "SimplifiedLayerNormalization" }), /where an encoder has/],
    ["different epsilons", withNode("layer0.end", { attributes: { epsilon: { f: 1e-6 } } }), /one epsilon/],
    ["an operator of another domain", withNode("layer1.end", { domain: "com.example" }), /com\.example\.LayerNormalization/],
    ["keys of another value than queries", withNode("layer1.key.product", { inputs: ["start.end", "layer1.key.w"] }), /skips other values/],
    [
      "a feed-forward layer of another value",
      withNode("layer0.up.product", { inputs: ["start.end", "layer0.up.w"] }),
      /skips other values/,
    ],
    ["positions that do not count from 0", withTensor("start", { data: BigInt64Array.of(2n) }), /words, types and positions/],
    ["no types", withNode("typed", { inputs: ["word", "word"] }), /words, types and positions/],
    [
      "a sum of more values than can be counted",
      { ...graph, nodes: graph.nodes.flatMap((node) => (node.output === "typed" ? DOUBLED : [node])) },
      /too many values/,
    ],
    ["a normalisation without weight", withNode("layer1.end", { inputs: ["layer1.ends"] }), /has no weight in the file/],
    ["unsigned weights", withTensor("layer0.up.w_q", { data: new Uint8Array(TINY.hidden * TINY.ffn) }), /8-bit integers, cast to float/],
    ["weights that are listed", withTensor("layer0.up.w_scale", { isListed: true }), /holds 0 bytes in the file/],
    ["scales of another axis", withTensor("words_scale", { dims: [1, TINY.vocab] }), /one a row/],
    ["a matrix of another shape", withTensor("layer0.down.w_q", { dims: [TINY.hidden, TINY.ffn] }), /should be \d+ floats/],
    ["a cut weight", withTensor("words_q", { data: new Int8Array(5) }), /holds 5 bytes in the file/],
    [
      "a value that is read before it is made",
      { ...graph, nodes: [...graph.nodes.slice(1), ...graph.nodes.slice(0, 1)] },
      /read before it is made/,
    ],
    ["a value that is made twice", { ...graph, nodes: [...graph.nodes, ...graph.nodes.slice(0, 1)] }, /made twice/],
  ])("%s", (_name, changed, reason) => {
    const result = openGraph(changed);
    expect(codeOf(result)).toBe("unsupported_graph");
    expect(!result.ok && result.error.message).toMatch(reason);
  });

  it.each([
    [{ output: "pooled" }, /no output "pooled"; it has: layer1.end/],
    [{ dimension: 256 }, /gives 128 numbers, not 256/],
    [{ maxTokens: 81 }, /has 80 positions, not 81/],
    [{ inputs: { ...INPUTS, token_type_ids: "mask" } }, /fed with other inputs than input_ids: tokens, attention_mask: mask/],
    [{ inputs: { input_ids: "tokens", attention_mask: "mask" } }, /fed with other inputs/],
    [{ inputs: { ...INPUTS, position_ids: "types" } }, /fed with other inputs/],
  ] as const)("one that is not what was asked for: %j", (options, reason) => {
    const result = openGraph(graph, options);
    expect(codeOf(result)).toBe("unsupported_graph");
    expect(!result.ok && result.error.message).toMatch(reason);
  });

  it.each([
    [{ hidden: 72, heads: 9 }, /a width of 72 is not a multiple of 128/],
    [{ ffn: 192 }, /feed-forward layer of 192/],
    [{ ffn: 640 }, /feed-forward layer of 640 is not a multiple of 128 up to 512/],
    [{ heads: 32 }, /heads of 4/],
    [{ hidden: 256, heads: 1 }, /heads of 256/],
  ])("one of a size that the encoder does not run: %j", (changed, reason) => {
    const sizes = { ...TINY, ...changed };
    const result = openGraph(tinyBert(sizes).graph, { dimension: sizes.hidden });
    expect(codeOf(result)).toBe("unsupported_graph");
    expect(!result.ok && result.error.message).toMatch(reason);
  });
});

describe("what is asked of an encoder", () => {
  it.each([
    [[], /0 tokens is not in 1\.\.70/],
    [Array.from({ length: 71 }, () => 1), /71 tokens/],
    [[1, TINY.vocab], /Token 1 is 40, which is not in 0\.\.39/],
    [[-1], /Token 0 is -1/],
    [[1.5], /Token 0 is 1.5/],
    [[Number.NaN], /Token 0 is NaN/],
  ])("%j is refused by name", (tokens, reason) => {
    const result = usable(openFile(file)).embed(tokens);
    expect(codeOf(result)).toBe("invalid_tokens");
    expect(!result.ok && result.error.message).toMatch(reason);
  });

  it.each([{ fileBytes: 0 }, { fileBytes: 2 ** 31 }, { dimension: 0 }, { dimension: 1e6 }, { maxTokens: 0 }, { maxTokens: 1.5 }])(
    "room for %j is refused by name",
    (options) => expect(codeOf(openFile(file, options))).toBe("unsupported_size"),
  );

  it("weights that overflow give an error, not a vector", () => {
    const data = new Float32Array(TINY.hidden).fill(3e38);
    const result = usable(openGraph(withTensor("layer1.end.weight", { data }))).embed(text);
    expect(codeOf(result)).toBe("non_finite_vector");
  });
});
