import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOnnxOutline } from "./onnx-structure.ts";

const field = (number: number, bytes: readonly number[]) => [number * 8 + 2, bytes.length, ...bytes];
const text = (value: string) => [...new TextEncoder().encode(value)];
const value = (number: number, name: string) => field(number, field(1, text(name)));
const graph = [...field(1, text("node")), ...field(5, text("weights of many bytes")), ...value(11, "ids"), ...value(12, "hidden")];
const file = Uint8Array.from([8, 10, ...field(7, graph), ...field(8, text("opset"))]);

/** Chunks that all come in one buffer, as a stream gives them: what is read late is gone. */
async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let buffer = new ArrayBuffer(64);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const part = bytes.subarray(at, at + (sizes[i % sizes.length] ?? 8));
    const view = new Uint8Array(buffer, 0, part.length);
    view.set(part);
    yield view;
    buffer = buffer.transfer();
    at += part.length;
  }
}

const outlineOf = (bytes: Uint8Array, sizes: readonly number[] = [7]) => readOnnxOutline(chunksOf(bytes, sizes), bytes.length);

describe("the outline of an ONNX file", () => {
  it("is the same in any chunks, also in empty ones", async () => {
    const sizes = fc.array(fc.nat(20), { minLength: 1 }).filter((all) => all.some((size) => size > 0));
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        expect(await outlineOf(file, all)).toEqual({ nodes: 1, initializers: 1, inputs: ["ids"], outputs: ["hidden"] });
      }),
    );
  });

  it("is refused when the file is cut anywhere, but between its fields", async () => {
    const accepted: number[] = [];
    for (let at = 0; at < file.length; at++) {
      await outlineOf(file.subarray(0, at)).then(
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
        await expect(outlineOf(bytes)).rejects.toThrow(/not an ONNX model|ends too early|varint|bytes; at most/);
      }),
    );
  });
});
