import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOnnxGraph } from "./onnx-structure.ts";

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const field = (number: number, bytes: readonly number[]) => [number * 8 + 2, ...varint(bytes.length), ...bytes];
const text = (value: string) => [...new TextEncoder().encode(value)];
const value = (number: number, name: string) => field(number, field(1, text(name)));
const node = field(1, [...field(1, text("ids")), ...field(2, text("hidden")), ...field(4, text("Gather"))]);
/** dims, type, name, and numbers as raw bytes. */
const tensor = (name: string, dims: number[], dataType: number, raw: number[]) =>
  field(5, [...dims.flatMap((dim) => [8, dim]), 16, dataType, ...field(8, text(name)), ...field(9, raw)]);
const [weights, list, packed] = [
  tensor(
    "weights",
    [4, 3],
    3,
    Array.from({ length: 12 }, () => 7),
  ),
  tensor("list", [2], 7, [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]),
  field(5, [...field(1, [2, 5]), 16, 3, ...field(8, text("packed"))]),
];
/** (tokens, 384), in which the first size has a name. */
const shape = field(2, field(1, [8, 1, ...field(2, [...field(1, field(2, text("tokens"))), ...field(1, [8, ...varint(384)])])]));
const graph = [...node, ...weights, ...list, ...packed, ...value(11, "ids"), ...field(12, [...field(1, text("hidden")), ...shape])];
const file = Uint8Array.from([8, 10, ...field(7, graph), ...field(8, text("opset"))]);

const understood = {
  nodes: [{ opType: "Gather", inputs: ["ids"], outputs: ["hidden"], attributes: new Map() }],
  initializers: [
    { name: "weights", dims: [4, 3], dataType: 3, byteLength: 12, data: new Uint8Array(0) },
    { name: "list", dims: [2], dataType: 7, byteLength: 16, data: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0) },
    { name: "packed", dims: [2, 5], dataType: 3, byteLength: 0, data: new Uint8Array(0) },
  ],
  inputs: ["ids"],
  outputs: ["hidden"],
  widths: new Map([["hidden", 384]]),
};

/** Chunks that all come in one buffer, as a stream gives them: what is read late is gone. */
async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let buffer = new ArrayBuffer(Math.max(64, ...sizes));
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const part = bytes.subarray(at, at + (sizes[i % sizes.length] ?? 8));
    const view = new Uint8Array(buffer, 0, part.length);
    view.set(part);
    yield view;
    buffer = buffer.transfer();
    at += part.length;
  }
}

const graphOf = (bytes: Uint8Array, sizes: readonly number[] = [7]) => readOnnxGraph(chunksOf(bytes, sizes), bytes.length);

describe("the graph of an ONNX file", () => {
  it("is the same in any chunks, without weights and with lists, also in empty ones", async () => {
    const sizes = fc.array(fc.nat(20), { minLength: 1 }).filter((all) => all.some((size) => size > 0));
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        expect(await graphOf(file, all)).toEqual(understood);
      }),
    );
  });

  it("is refused when the file is cut anywhere, but between its fields", async () => {
    const accepted: number[] = [];
    for (let at = 0; at < file.length; at++) {
      await graphOf(file.subarray(0, at)).then(
        () => accepted.push(at),
        (cause: Error) => expect(cause.message).toMatch(/not an ONNX model|ends too early/),
      );
    }
    // What comes after the graph may be left out.
    expect(accepted).toEqual([file.length - field(8, text("opset")).length]);
  });

  it("is refused for bytes that are something else, and never hangs or grows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expect(graphOf(bytes)).rejects.toThrow(/not an ONNX model|ends too early|varint|bytes; at most/);
      }),
    );
  });

  it("is refused where its weights are in another file", async () => {
    const external = [...node, ...field(5, [...field(8, text("far")), 112, 1])];
    await expect(graphOf(Uint8Array.from(field(7, external)))).rejects.toThrow(/weight "far" is in another file/);
  });

  it("is refused where it would fill the isolate without its weights", async () => {
    const constant = new Uint8Array(5_000_000);
    const head = [...field(1, text("ids")), 8 * 15 + 2, ...varint(constant.length)];
    const graphSize = 1 + varint(head.length + constant.length).length + head.length + constant.length;
    const start = [7 * 8 + 2, ...varint(graphSize), 8 + 2, ...varint(head.length + constant.length), ...head];
    const bytes = new Uint8Array(start.length + constant.length);
    bytes.set(start);
    await expect(graphOf(bytes, [60_000])).rejects.toThrow(/more than 4000000 bytes without its weights/);
  });
});
