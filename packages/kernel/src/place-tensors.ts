import { ok, type Result } from "@steadytext/core";
import { EMBEDDING, expectedTensors, OUTPUT, type ExpectedTensor } from "./architecture.ts";
import type { Hparams } from "./hparams.ts";
import { kernelFail, type KernelError } from "./kernel-error.ts";
import { F32, MATRIX_FORMATS, placedBytes, type TensorFormat } from "./tensor-format.ts";

/** A tensor as its file declares it: `type` is the GGUF type name ("Q4_1"), `dims[0]` the row length. */
export interface TensorSpec {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
}

/** A tensor with its place in memory. */
export interface PlacedTensor extends ExpectedTensor {
  readonly format: TensorFormat;
  readonly address: number;
  /** Size in memory. */
  readonly bytes: number;
}

/** Tensors start on a cache line. */
const ALIGNMENT = 64;

function indexByName(specs: readonly TensorSpec[]): Result<Map<string, TensorSpec>, KernelError> {
  const byName = new Map<string, TensorSpec>();
  for (const spec of specs) {
    if (byName.has(spec.name)) return kernelFail("duplicate_tensor", `Tensor ${spec.name} is declared twice.`);
    byName.set(spec.name, spec);
  }
  return ok(byName);
}

function matchFormat(expected: ExpectedTensor, spec: TensorSpec): Result<TensorFormat, KernelError> {
  const wanted = expected.kind === "norm" ? [expected.columns] : [expected.columns, expected.rows];
  if (spec.dims.length !== wanted.length || wanted.some((size, i) => spec.dims[i] !== size)) {
    const message = `Tensor ${spec.name} has shape [${spec.dims.join(", ")}], the model's sizes call for [${wanted.join(", ")}].`;
    return kernelFail("wrong_tensor_shape", message);
  }
  if (expected.kind === "norm" && spec.type === "F32") return ok(F32);
  const format = Object.hasOwn(MATRIX_FORMATS, spec.type) ? MATRIX_FORMATS[spec.type] : undefined;
  if (expected.kind === "matrix" && format !== undefined) return ok(format);
  const supported = expected.kind === "norm" ? "F32" : Object.keys(MATRIX_FORMATS).join(", ");
  return kernelFail("unsupported_tensor_type", `Tensor ${spec.name} has type ${spec.type}; supported here: ${supported}.`);
}

/** Checks the file's tensors against the architecture and lays them out in execution order from `start`. */
export function placeTensors(
  hparams: Hparams,
  specs: readonly TensorSpec[],
  start: number,
): Result<{ tensors: ReadonlyMap<string, PlacedTensor>; end: number }, KernelError> {
  const byName = indexByName(specs);
  if (!byName.ok) return byName;
  const tied = !byName.value.has(OUTPUT);
  const tensors = new Map<string, PlacedTensor>();
  let address = start;
  for (const expected of expectedTensors(hparams, tied)) {
    const spec = byName.value.get(expected.name);
    if (spec === undefined) return kernelFail("missing_tensor", `The model has no tensor ${expected.name}.`);
    const format = matchFormat(expected, spec);
    if (!format.ok) return format;
    const bytes = expected.kind === "norm" ? expected.columns * 4 : placedBytes(format.value, expected.rows, expected.columns);
    tensors.set(expected.name, { ...expected, format: format.value, address, bytes });
    address += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  }
  const unexpected = specs.find((spec) => !tensors.has(spec.name));
  if (unexpected !== undefined) {
    return kernelFail("unexpected_tensor", `Tensor ${unexpected.name} is not part of the llama architecture.`);
  }
  return ok({ tensors, end: address });
}

/** The matrix that turns the last hidden state into logits. */
export function headTensor(tensors: ReadonlyMap<string, PlacedTensor>): PlacedTensor {
  const head = tensors.get(OUTPUT) ?? tensors.get(EMBEDDING);
  if (head === undefined) throw new Error("a plan always has an embedding");
  return head;
}
