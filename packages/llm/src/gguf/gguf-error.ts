import { fail, type ServiceError } from "@steadytext/core";

/** Every way in which a GGUF file can be wrong; stable, for logs and tests. */
export type GgufFault =
  | "bad_magic"
  | "big_endian"
  | "unsupported_version"
  | "truncated"
  | "trailing_bytes"
  | "header_too_large"
  | "too_many_tensors"
  | "too_many_metadata_entries"
  | "key_too_long"
  | "empty_key"
  | "string_too_long"
  | "invalid_utf8"
  | "unknown_value_type"
  | "nested_array"
  | "array_too_long"
  | "array_past_end"
  | "invalid_bool"
  | "integer_too_large"
  | "duplicate_key"
  | "invalid_alignment"
  | "missing_key"
  | "wrong_key_type"
  | "value_out_of_range"
  | "duplicate_tensor"
  | "tensor_name_too_long"
  | "too_many_dims"
  | "zero_dim"
  | "dim_too_large"
  | "tensor_too_large"
  | "unknown_tensor_type"
  | "ragged_row"
  | "misaligned_tensor"
  | "overlapping_tensors"
  | "tensor_past_end"
  | "no_tensors"
  | "unsupported_architecture"
  | "unsupported_tokenizer"
  | "invalid_tokenizer"
  | "invalid_chat_template";

/** Raised inside the model's readers and turned into a `ServiceError` at their border; never leaves the package. */
export class GgufError extends Error {
  readonly fault: GgufFault;

  constructor(fault: GgufFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Runs `read`, turning a `GgufError` into `invalid_model` with the fault's name; anything else is a bug and passes through. */
export function catchGgufError<T>(read: () => T): { ok: true; value: T } | { ok: false; error: ServiceError } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof GgufError) return fail("invalid_model", error.message, { details: { fault: error.fault } });
    throw error;
  }
}
