import { readFileSync } from "node:fs";
import { BLOCK_BYTES, ELEMENTS, type BlockType } from "../peers/llama-cpp/dequantize.ts";
import { GgufWalker } from "../peers/llama-cpp/gguf-walker.ts";

/** What memory is read in. */
const LINE_BYTES = 64;

/** Bytes of a GGUF file's weights that every token reads: all tensors, but the embedding only where it is the head too. */
export function tokenBytes(modelPath: string): number {
  const file = readFileSync(modelPath);
  const walker = new GgufWalker(file);
  const { tensorCount } = walker.skipMetadata();
  const bytes = new Map<string, number>();
  for (let i = 0; i < tensorCount; i++) {
    const { name, elements, typeAt } = walker.tensor();
    const type = file.readUInt32LE(typeAt) as BlockType;
    bytes.set(name, (elements / ELEMENTS[type]) * BLOCK_BYTES[type]);
  }
  if (bytes.has("output.weight")) bytes.delete("token_embd.weight");
  const sum = [...bytes.values()].reduce((total, each) => total + each, 0);
  return sum - (sum % LINE_BYTES);
}
