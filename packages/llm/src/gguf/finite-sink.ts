import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import type { TensorInfo } from "./tensor-info.ts";
import type { TensorSink } from "./tensor-stream.ts";

/** Where in a block of a type its f16 numbers are; f32 is looked at whole. */
const HALVES: Readonly<Record<string, { readonly blockBytes: number; readonly at: readonly number[] }>> = {
  F16: { blockBytes: 2, at: [0] },
  Q4_0: { blockBytes: 18, at: [0] },
  Q4_1: { blockBytes: 20, at: [0, 2] },
  Q8_0: { blockBytes: 34, at: [0] },
};

/** Takes tensors and keeps nothing of them: it only sees whether the scales of quantised ones, and the numbers of f32 ones, are finite. */
export class FiniteSink implements TensorSink {
  #tensor: TensorInfo | null = null;
  #position = 0;
  #isFinite = true;
  /** Third byte of an f32 whose fourth is in the next chunk. */
  #third = 0;

  begin(tensor: TensorInfo): Result<null, ServiceError> {
    this.#tensor = tensor;
    this.#position = 0;
    this.#isFinite = true;
    return ok(null);
  }

  write(bytes: Uint8Array): Result<null, ServiceError> {
    const { type } = this.#tensor!;
    if (type === "F32") this.#scanFloats(bytes);
    else this.#scanHalves(bytes, type);
    this.#position += bytes.length;
    return ok(null);
  }

  end(): Result<null, ServiceError> {
    if (this.#isFinite) return ok(null);
    const message = `Tensor ${this.#tensor?.name} holds a value that is not finite.`;
    return fail("invalid_model", message, { details: { fault: "non_finite_weights" } });
  }

  /** An f32 is infinite or no number when all eight bits of its exponent are set: seven in the last byte, one in the byte before. */
  #scanFloats(bytes: Uint8Array): void {
    for (let i = (3 - (this.#position % 4) + 4) % 4; i < bytes.length; i += 4) {
      const third = i === 0 ? this.#third : bytes[i - 1]!;
      if ((bytes[i]! & 0x7f) === 0x7f && third >= 0x80) this.#isFinite = false;
    }
    this.#third = bytes.at(-1) ?? this.#third;
  }

  /** All five bits of an f16's exponent are in its second byte. */
  #scanHalves(bytes: Uint8Array, type: string): void {
    const block = HALVES[type];
    if (block === undefined) return;
    for (const at of block.at) {
      const skipped = (this.#position - (at + 1)) % block.blockBytes;
      const first = skipped <= 0 ? -skipped : block.blockBytes - skipped;
      for (let i = first; i < bytes.length; i += block.blockBytes) if ((bytes[i]! & 0x7c) === 0x7c) this.#isFinite = false;
    }
  }
}
