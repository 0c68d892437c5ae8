import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { decodeStepModel, SMOLLM2_135M, type MatrixShapes } from "./decode-step.ts";

const SMALL: MatrixShapes = { layers: 2, embedding: 96, keyValue: 32, feedForward: 128, vocabulary: 64 };

interface Graph {
  readonly node: { opType: string; input: string[]; output: string[]; attribute: { name: string; i: number }[] }[];
  readonly initializer: { name: string; dims: number[]; dataType: number; rawData: Uint8Array }[];
}

function graphOf(shapes: MatrixShapes): Graph {
  const schema = protobuf.loadSync(fileURLToPath(new URL("onnx.proto", import.meta.url))).lookupType("onnx.ModelProto");
  return (schema.decode(decodeStepModel(shapes).file) as unknown as { graph: Graph }).graph;
}

describe("the graph of one decode step", () => {
  it("has every matrix of the model in 4 bits, with a scale for 32 weights", () => {
    const { node, initializer } = graphOf(SMALL);
    const sizes = node
      .filter(({ opType }) => opType === "MatMulNBits")
      .map(({ input, attribute }) => {
        const [K, N] = ["K", "N"].map((name) => Number(attribute.find((each) => each.name === name)?.i)) as [number, number];
        const [packed, scales] = input.slice(1).map((name) => initializer.find((each) => each.name === name)!.rawData.length);
        expect([packed, scales]).toEqual([(K * N) / 2, ((K * N) / 32) * 4]);
        return `${K}x${N}`;
      });
    const layer = ["96x96", "96x32", "96x32", "96x96", "96x128", "96x128", "128x96"];
    expect(sizes).toEqual([...layer, ...layer, "96x64"]);
  });

  it("uses every value it computes", () => {
    const { node } = graphOf(SMALL);
    const used = new Set(node.flatMap(({ input }) => input));
    const unused = node.flatMap(({ output }) => output).filter((name) => !used.has(name));
    expect(unused).toEqual([decodeStepModel(SMALL).output]);
  });

  it("has as many weights as SmolLM2-135M", () => {
    const { initializer } = graphOf(SMOLLM2_135M);
    const packed = initializer.filter(({ dataType }) => dataType === 2);
    expect(2 * packed.reduce((bytes, { rawData }) => bytes + rawData.length, 0)).toBe(134_479_872);
  });
});
