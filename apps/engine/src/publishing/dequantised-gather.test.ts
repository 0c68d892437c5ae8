import type { OnnxModel, OnnxNode } from "@steadytext/kernel/encoder";
import { expect, test } from "vitest";
import { dequantisedGather } from "./dequantised-gather.ts";

const node = (opType: string, inputs: string[], ...outputs: string[]): OnnxNode => ({ opType, inputs, outputs, attributes: new Map() });

function model(...nodes: OnnxNode[]): OnnxModel {
  const initializers = ["q", "scale"].map((name) => ({ name, dims: [], dataType: 1, data: new Uint8Array(0), byteLength: 0 }));
  return { nodes, initializers, inputs: ["ids"], outputs: ["rows"] };
}

test.each<[string, OnnxNode[]]>([
  ["a scale a row", [node("Cast", ["q"], "f"), node("Mul", ["f", "scale"], "table"), node("Gather", ["table", "ids"], "rows")]],
  ["one scale", [node("DequantizeLinear", ["q", "scale"], "table"), node("Gather", ["table", "ids"], "rows")]],
  ["a constant's integers", [node("Constant", [], "c"), node("Cast", ["c"], "table"), node("Gather", ["table", "ids"], "rows")]],
])("a table that is made on every run before rows of it are read is found: %s", (_name, nodes) => {
  expect(dequantisedGather(model(...nodes))).toBe("rows");
});

test.each<[string, OnnxNode[]]>([
  ["rows of integers", [node("Gather", ["q", "ids"], "r"), node("Cast", ["r"], "f"), node("Mul", ["f", "scale"], "rows")]],
  ["a table of floats", [node("Gather", ["scale", "ids"], "rows")]],
  ["a constant table", [node("Constant", [], "table"), node("Gather", ["table", "ids"], "rows")]],
  ["a size of what goes in", [node("Shape", ["ids"], "shape"), node("Constant", [], "first"), node("Gather", ["shape", "first"], "rows")]],
])("a graph that reads %s is as it should be", (_name, nodes) => {
  expect(dequantisedGather(model(...nodes))).toBeUndefined();
});
