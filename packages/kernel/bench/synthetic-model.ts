import { readFileSync } from "node:fs";
import { createKernel, planMemory, type Hparams, type Kernel, type TensorSpec } from "../src/index.ts";
import { Module } from "../src/webassembly.ts";
import { expectedTensors } from "../src/architecture.ts";

/** SmolLM2-135M's sizes. */
export const SMOLLM2_135M: Hparams = {
  layers: 30,
  dim: 576,
  ffn: 1536,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  vocab: 49_152,
  rmsEpsilon: 1e-5,
  ropeBase: 100_000,
};

function spec(name: string, kind: "norm" | "matrix", dims: number[]): TensorSpec {
  const type = kind === "norm" ? "F32" : name === "token_embd.weight" ? "Q8_0" : "Q4_1";
  return { name, type, dims };
}

/** One file block of a matrix with small random weights, repeated; the values do not matter for speed. */
function fillBlocks(bytes: Uint8Array, blockBytes: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 13) & 0xff;
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < bytes.length; i += blockBytes) {
    view.setUint16(i, 0x1c00, true); // 2^-8
    if (blockBytes === 20) view.setUint16(i + 2, 0x9f80, true); // -7.5 * 2^-10
  }
}

/** A kernel with written (not zero-page) weights of the given sizes. */
export function syntheticKernel(build: string, hparams: Hparams, pages: number): Kernel {
  const module = new Module(readFileSync(new URL(`../build/${build}`, import.meta.url)));
  const specs = expectedTensors(hparams, true).map((t) => spec(t.name, t.kind, t.kind === "norm" ? [t.columns] : [t.columns, t.rows]));
  const plan = planMemory(hparams, specs, { pages, maxRows: 16 });
  if (!plan.ok) throw new Error(plan.error.message);
  const kernel = createKernel({ module, plan: plan.value });
  if (!kernel.ok) throw new Error(kernel.error.message);
  for (const tensor of plan.value.tensors.values()) {
    const bytes = new Uint8Array((tensor.rows * tensor.columns * tensor.format.blockBytes) / tensor.format.blockElements);
    if (tensor.kind === "norm") new Float32Array(bytes.buffer).fill(1);
    else fillBlocks(bytes, tensor.format.blockBytes);
    const writer = kernel.value.tensorWriter(tensor.name);
    if (!writer.ok) throw new Error(writer.error.message);
    writer.value.write(bytes);
    const end = writer.value.end();
    if (!end.ok) throw new Error(end.error.message);
  }
  return kernel.value;
}
