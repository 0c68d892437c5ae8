import type { Result } from "@steadytext/core";
import type { KernelError } from "./kernel-error.ts";

/** Accepts one tensor's GGUF bytes in chunks of any size and repacks them straight into place. */
export interface TensorWriter {
  write(chunk: Uint8Array): void;
  /** Fails when the bytes were too few or too many, or a scale or norm was not finite. */
  end(): Result<void, KernelError>;
}
