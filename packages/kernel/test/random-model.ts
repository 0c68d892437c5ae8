import { createKernel, planMemory, type Hparams, type Kernel, type MemoryPlan, type TensorSpec } from "../src/index.ts";
import { expectedTensors } from "../src/architecture.ts";
import { dequantiseMatrix } from "../src/reference/dequantise.ts";
import type { ReferenceWeights } from "../src/reference/forward.ts";
import { FORMAT_NAMES, randomMatrix, type FormatName } from "./random-tensor.ts";
import { Random } from "./random.ts";
import { loadModule, type Build } from "./wasm-ops.ts";

/** Small, with a vocabulary that is no multiple of 16 and grouped-query attention. */
export const TINY: Hparams = {
  layers: 2,
  dim: 128,
  ffn: 160,
  heads: 2,
  kvHeads: 1,
  headDim: 64,
  vocab: 301,
  rmsEpsilon: 1e-5,
  ropeBase: 10_000,
};

export interface RandomModel {
  readonly hparams: Hparams;
  readonly specs: readonly TensorSpec[];
  /** By tensor name, as the file has them. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/** A model of random weights; `format` "mixed" gives every matrix another one. */
export function randomModel(hparams: Hparams, format: FormatName | "mixed", tied: boolean): RandomModel {
  const random = new Random(42);
  const specs: TensorSpec[] = [];
  const bytes = new Map<string, Uint8Array>();
  for (const [i, { name, kind, rows, columns }] of expectedTensors(hparams, tied).entries()) {
    const type = format === "mixed" ? (FORMAT_NAMES[i % 3] ?? "Q8_0") : format;
    specs.push(kind === "norm" ? { name, type: "F32", dims: [columns] } : { name, type, dims: [columns, rows] });
    const norm = new Uint8Array(random.floats(columns).map((value) => 1 + value / 4).buffer);
    bytes.set(name, kind === "norm" ? norm : randomMatrix(random, type, rows, columns));
  }
  return { hparams, specs, bytes };
}

/** The same weights for the reference. */
export function referenceWeights(model: RandomModel): ReferenceWeights {
  const entries = model.specs.map(({ name, type, dims }) => {
    const bytes = model.bytes.get(name) ?? new Uint8Array(0);
    const [columns = 0, rows = 1] = dims;
    const norm = () => [Float64Array.from(new Float32Array(bytes.buffer))];
    return [name, type === "F32" ? norm() : dequantiseMatrix(type, bytes, rows, columns)] as const;
  });
  return new Map(entries);
}

export function planOf(model: RandomModel, pages: number): MemoryPlan {
  const plan = planMemory(model.hparams, model.specs, { pages, maxRows: 16 });
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

/** A kernel that holds the model; weights arrive in file order (not execution order) and in uneven chunks. */
export function openModel(model: RandomModel, build: Build, pages = 4): Kernel {
  const kernel = createKernel({ module: loadModule(build), plan: planOf(model, pages) });
  if (!kernel.ok) throw new Error(kernel.error.message);
  for (const [name, bytes] of [...model.bytes].toReversed()) {
    const writer = kernel.value.tensorWriter(name);
    if (!writer.ok) throw new Error(writer.error.message);
    for (let at = 0; at < bytes.length; at += 777) writer.value.write(bytes.subarray(at, at + 777));
    const end = writer.value.end();
    if (!end.ok) throw new Error(end.error.message);
  }
  return kernel.value;
}
