import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { weightsPath } from "../../../scripts/weights.mjs";
import { decodeModel, encodeModel, makeNode, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";
import { gatherBeforeDequantizing } from "./rewrite-graph.ts";

function tensor(name: string, ...dims: number[]): OnnxTensor {
  return { name, dims, dataType: 1, dataLocation: 0 };
}

/** A graph that looks rows of a table up; by default one that is stored in integers with a scale a row. */
function lookup({
  table = [makeNode("Cast", ["q"], "f"), makeNode("Mul", ["f", "scale"], "table")],
  scale = tensor("scale", 10, 1),
  after = [] as OnnxNode[],
} = {}): OnnxModel {
  return {
    graph: {
      node: [...table, makeNode("Gather", ["table", "ids"], "rows"), ...after],
      initializer: [tensor("q", 10, 4), scale],
      input: [{ name: "ids" }],
      output: [{ name: "rows" }],
      valueInfo: [{ name: "f" }, { name: "rows" }],
    },
  };
}

function shape({ graph }: OnnxModel): string[] {
  return graph.node.map(({ opType, input, output }) => `${output.join()} = ${opType}(${input.join()})`);
}

test("rows are looked up in integers and scaled after, and the whole table is never made", () => {
  const model = lookup();
  expect(gatherBeforeDequantizing(model)).toBe(1);
  expect(shape(model)).toEqual([
    "rows_scales = Gather(scale,ids)",
    "rows_rows = Gather(q,ids)",
    "rows_float = Cast(rows_rows)",
    "rows = Mul(rows_float,rows_scales)",
  ]);
  expect(model.graph.valueInfo).toEqual([{ name: "rows" }]);
});

test.each([[tensor("scale")], [tensor("scale", 1)], [tensor("scale", 4)], [tensor("scale", 1, 4)]])(
  "a scale for all rows (%j) is not looked up",
  (scale) => {
    const model = lookup({ scale });
    gatherBeforeDequantizing(model);
    expect(shape(model)).toEqual(["rows_rows = Gather(q,ids)", "rows_float = Cast(rows_rows)", "rows = Mul(rows_float,scale)"]);
  },
);

test.each([[["q", "scale"]], [["q", "scale", "zero"]]])("DequantizeLinear of %j with one scale is moved too", (input) => {
  const model = lookup({ table: [makeNode("DequantizeLinear", input, "table")], scale: tensor("scale") });
  (model.graph.initializer as OnnxTensor[]).push(tensor("zero"));
  expect(gatherBeforeDequantizing(model)).toBe(1);
  expect(shape(model)).toEqual(["rows_rows = Gather(q,ids)", `rows = DequantizeLinear(${["rows_rows", ...input.slice(1)].join()})`]);
});

test("a table that something else reads too stays for it", () => {
  const model = lookup({ after: [makeNode("MatMul", ["rows", "table"], "logits")] });
  gatherBeforeDequantizing(model);
  expect(shape(model)).toEqual(expect.arrayContaining(["f = Cast(q)", "table = Mul(f,scale)", "rows_rows = Gather(q,ids)"]));
});

test("lookups in stored tables and in values computed from inputs stay as they are", () => {
  const model = lookup({ table: [makeNode("Shape", ["ids"], "table")] });
  const before = shape(model);
  expect(gatherBeforeDequantizing(model)).toBe(0);
  expect(shape(model)).toEqual(before);
});

test.each([
  ["a scale a row in DequantizeLinear", { table: [makeNode("DequantizeLinear", ["q", "scale"], "table")] }],
  ["another way to dequantise", { table: [makeNode("Sub", ["q", "scale"], "table")] }],
  ["a scale that fits no axis", { scale: tensor("scale", 5, 1) }],
  ["a name that is taken", { after: [makeNode("Identity", ["rows"], "rows_float")] }],
  ["control flow", { after: [{ ...makeNode("If", ["rows"], "out"), attribute: [{ name: "then_branch", i: 0, g: {}, graphs: [] }] }] }],
  ["weights in another file", { scale: { ...tensor("scale", 10, 1), dataLocation: 1 } }],
])("a graph with %s is refused with a reason", (_name, parts) => {
  expect(() => gatherBeforeDequantizing(lookup(parts))).toThrow(PublishError);
});

test("the real model loses no field, and its rewrite has the same bytes each time", () => {
  const original = readFileSync(weightsPath("minilm-l6-v2-int8.onnx"));
  const kept = encodeModel(decodeModel(original));
  expect(kept.byteLength).toBe(original.byteLength);
  const rewrite = () => {
    const model = decodeModel(original);
    expect(gatherBeforeDequantizing(model)).toBe(2);
    return Buffer.from(encodeModel(model));
  };
  const first = rewrite();
  expect(first.equals(rewrite())).toBe(true);
  expect(gatherBeforeDequantizing(decodeModel(first))).toBe(0);
});

test.each([
  ["text", "not a model"],
  ["nothing", ""],
  ["a cut file", "\x3a\xff\xff\xff\x0f"],
])("%s is not an ONNX model", (_name, bytes) => {
  expect(() => decodeModel(Buffer.from(bytes, "latin1"))).toThrow(/not an ONNX model/);
});
