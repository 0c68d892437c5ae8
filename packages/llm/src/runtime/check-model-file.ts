import { ok, type Result, type ServiceError } from "@steadytext/core";
import { planMemory } from "@steadytext/kernel";
import { catchGgufError } from "../gguf/gguf-error.ts";
import { FiniteSink } from "../gguf/finite-sink.ts";
import type { GgufHeader } from "../gguf/header-parser.ts";
import { readGguf, type ByteSource } from "../gguf/read-gguf.ts";
import { loadFault } from "../scheduler/kernel-fault.ts";
import { memoryOptions, type MemoryLimits } from "./memory-options.ts";
import { readModel } from "./read-model.ts";

export interface CheckOptions extends MemoryLimits {
  /** The GGUF file, start to end. */
  readonly stream: ByteSource;
  readonly sizeBytes: number;
}

/**
 * Says whether `loadRuntime` could load a file, without the memory of its weights: header, metadata, every tensor's place and size, formats,
 * numbers that are not finite, and the memory that the model would take. A file that it would refuse is refused here by the same name.
 */
export function checkModelFile({ stream, sizeBytes, ...limits }: CheckOptions): Promise<Result<null, ServiceError>> {
  return readGguf({
    source: stream,
    sizeBytes,
    onChunk: () => undefined,
    onHeader: (header) => {
      const fits = checkHeader(header, limits);
      return fits.ok ? ok(new FiniteSink()) : fits;
    },
  });
}

function checkHeader({ metadata, tensors }: GgufHeader, limits: MemoryLimits): Result<null, ServiceError> {
  const parts = catchGgufError(() => readModel(metadata));
  if (!parts.ok) return parts;
  const { card } = parts.value;
  const plan = planMemory(card.hparams, tensors, memoryOptions(card, limits));
  return plan.ok ? ok(null) : loadFault(plan.error);
}
