import { err } from "@steadytext/core";

/** Everything that can go wrong in the kernel in an expected way. */
export type KernelErrorCode =
  | "unsupported_hparams"
  | "unsupported_tensor_type"
  | "missing_tensor"
  | "duplicate_tensor"
  | "unexpected_tensor"
  | "wrong_tensor_shape"
  | "wrong_tensor_size"
  | "non_finite_weights"
  | "memory_limit"
  | "out_of_memory"
  | "known_answer_mismatch"
  | "invalid_rows"
  | "invalid_sampling"
  | "non_finite_logits";

/** An expected failure as plain data; `message` says what is wrong and what would be right. */
export interface KernelError {
  readonly code: KernelErrorCode;
  readonly message: string;
}

/** Builds a failed `Result` in one call. */
export function kernelFail(code: KernelErrorCode, message: string): { readonly ok: false; readonly error: KernelError } {
  return err({ code, message });
}
