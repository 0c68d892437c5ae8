import { fail, ok, type EmbeddingManifest, type Result, type ServiceError } from "@steadytext/core";
import { checkEncoder } from "@steadytext/kernel/encoder";
import { dequantisedGather } from "./dequantised-gather.ts";
import type { OnnxGraph } from "./onnx-structure.ts";

/** What a manifest says of the graph of its weights file. */
export type GraphUse = Pick<EmbeddingManifest, "runtime" | "inputs" | "output" | "dimension" | "maxTokens">;

/** A model as its file tells it, and what it is to be loaded as. */
interface Candidate {
  readonly model: OnnxGraph;
  readonly use: GraphUse;
  readonly fileBytes: number;
  /** The most WebAssembly memory that a model may take. */
  readonly maxBytes: number;
}

type Verdict = Result<null, ServiceError>;

const RUNTIME_CHECKS: Readonly<Record<EmbeddingManifest["runtime"], (candidate: Candidate) => Verdict>> = {
  "kernel-encoder": runsInKernel,
  "onnxruntime-web": isPrepared,
};

/** Whether a model has the inputs and the output that its manifest names, and its runtime could load it. */
export function checkOnnx(candidate: Candidate): Verdict {
  const { model, use } = candidate;
  const { inputs, output, runtime, dimension } = use;
  const weights = new Set(model.initializers.map(({ name }) => name));
  const asked = model.inputs.filter((name) => !weights.has(name));
  const missing = Object.keys(inputs).find((name) => !asked.includes(name));
  if (missing !== undefined) return invalid("missing_input", `The graph has no input ${missing}; it has ${asked.join(", ")}`);
  const unfed = asked.find((name) => !Object.hasOwn(inputs, name));
  if (unfed !== undefined) return invalid("unknown_input", `The graph asks for an input ${unfed}, which the manifest does not name`);
  if (!model.outputs.includes(output))
    return invalid("missing_output", `The graph has no output ${output}; it has ${model.outputs.join(", ")}`);
  const width = model.widths.get(output) ?? dimension;
  if (width !== dimension) return invalid("wrong_dimension", `The graph gives ${width} numbers a token in ${output}, not ${dimension}`);
  return RUNTIME_CHECKS[runtime](candidate);
}

function runsInKernel({ model, use, fileBytes, maxBytes }: Candidate): Verdict {
  const plan = checkEncoder(model, { ...use, fileBytes });
  if (!plan.ok) return invalid(plan.error.code, plan.error.message.replace(/\.$/, ""));
  const bytes = plan.value.wasmPages * 65_536;
  return bytes <= maxBytes ? ok(null) : invalid("too_large", `The encoder takes ${bytes} bytes of memory; ${maxBytes} is the most`);
}

/** As they are exported, quantised models make whole tables into floats on every run: twice the memory that an isolate has. */
function isPrepared({ model }: Candidate): Verdict {
  const gather = dequantisedGather(model);
  if (gather === undefined) return ok(null);
  const message = `The graph makes a whole table into floats before it reads rows of it for "${gather}": prepare the file with the publishing tool`;
  return invalid("not_prepared", message);
}

/** A refused file; the fault is a word that programs may read. */
export function invalid(fault: string, message: string) {
  return fail("invalid_model", message, { details: { fault } });
}
