import { err } from "@steadytext/core";

/** Everything that can go wrong with an encoder in an expected way. */
export type EncoderErrorCode =
  | "wrong_file_size"
  | "damaged_file"
  | "unsupported_graph"
  | "unsupported_size"
  | "non_finite_weights"
  | "out_of_memory"
  | "invalid_tokens"
  | "non_finite_vector";

/** An expected failure as plain data; `message` says what is wrong and what would be right. */
export interface EncoderError {
  readonly code: EncoderErrorCode;
  readonly message: string;
}

/** Builds a failed `Result` in one call. */
export function encoderFail(code: EncoderErrorCode, message: string): { readonly ok: false; readonly error: EncoderError } {
  return err({ code, message });
}
