import { readFileSync, writeFileSync } from "node:fs";
import { dequantize, ELEMENTS, F32, type BlockType } from "./dequantize.ts";
import { GgufWalker } from "./gguf-walker.ts";

interface Tensor {
  readonly type: BlockType;
  readonly elements: number;
  /** From the start of the data section. */
  readonly offset: number;
}

/** Writes the model of a GGUF v3 file anew with every tensor in F32: the same weights, so that nothing but float32 rounding is left. */
export function writeFullPrecision(from: string, to: string): void {
  const file = readFileSync(from);
  const header = Buffer.from(file);
  const walker = new GgufWalker(file);
  const { tensorCount, alignment } = walker.skipMetadata();
  const tensors: Tensor[] = [];
  let end = 0;
  for (let i = 0; i < tensorCount; i++) {
    const { elements, typeAt } = walker.tensor();
    const tensor = { type: file.readUInt32LE(typeAt) as BlockType, elements, offset: Number(file.readBigUInt64LE(typeAt + 4)) };
    if (!(tensor.type in ELEMENTS)) throw new Error(`The model has a tensor of type ${tensor.type}, which cannot be dequantized here`);
    tensors.push(tensor);
    header.writeUInt32LE(F32, typeAt);
    header.writeBigUInt64LE(BigInt(end), typeAt + 4);
    end = roundUp(end + elements * 4, alignment);
  }
  const dataStart = roundUp(walker.position, alignment);
  const data = new Uint8Array(end);
  let at = 0;
  for (const { type, elements, offset } of tensors) {
    dequantize(type, file.subarray(dataStart + offset), new Float32Array(data.buffer, at, elements));
    at = roundUp(at + elements * 4, alignment);
  }
  writeFileSync(to, header.subarray(0, dataStart));
  writeFileSync(to, data, { flag: "a" });
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
