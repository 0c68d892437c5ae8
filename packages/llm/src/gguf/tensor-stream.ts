import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import type { TensorInfo } from "./tensor-info.ts";

/** Takes the tensors of a file one after the other. */
export interface TensorSink {
  begin(tensor: TensorInfo): Result<null, ServiceError>;
  /** The next bytes of the tensor begun last; the view is good until the call returns. */
  write(bytes: Uint8Array): Result<null, ServiceError>;
  end(): Result<null, ServiceError>;
}

/** Cuts tensor data that arrives in chunks of any size into tensors, and leaves out the padding between them. */
export class TensorStream {
  readonly #tensors: readonly TensorInfo[];
  readonly #sink: TensorSink;
  readonly #dataBytes: number;
  #position = 0;
  #current = 0;

  /** `tensors` in file order; `dataBytes` is what the file has after its header. */
  constructor(tensors: readonly TensorInfo[], sink: TensorSink, dataBytes: number) {
    this.#tensors = tensors;
    this.#sink = sink;
    this.#dataBytes = dataBytes;
  }

  push(chunk: Uint8Array): Result<TensorStream, ServiceError> {
    const chunkStart = this.#position;
    const chunkEnd = chunkStart + chunk.length;
    if (chunkEnd > this.#dataBytes) return fault("trailing_bytes", "The file has more bytes than were announced");
    while (this.#position < chunkEnd) {
      const tensor = this.#tensors[this.#current];
      if (tensor === undefined) break;
      const from = Math.max(tensor.offset, this.#position);
      if (from >= chunkEnd) break;
      const to = Math.min(tensor.offset + tensor.byteLength, chunkEnd);
      const written = this.#write(tensor, from, to, chunk.subarray(from - chunkStart, to - chunkStart));
      if (!written.ok) return written;
      this.#position = to;
    }
    this.#position = chunkEnd;
    return ok(this);
  }

  /** Says whether all of the announced bytes came. */
  end(): Result<null, ServiceError> {
    if (this.#position === this.#dataBytes) return ok(null);
    const { name } = this.#tensors[this.#current] ?? { name: "end" };
    return fault("truncated", `The file ended ${this.#dataBytes - this.#position} bytes early, at tensor ${name}`);
  }

  #write(tensor: TensorInfo, from: number, to: number, bytes: Uint8Array): Result<null, ServiceError> {
    if (from === tensor.offset) {
      const begun = this.#sink.begin(tensor);
      if (!begun.ok) return begun;
    }
    const written = this.#sink.write(bytes);
    if (!written.ok || to < tensor.offset + tensor.byteLength) return written;
    this.#current += 1;
    return this.#sink.end();
  }
}

function fault(name: "truncated" | "trailing_bytes", message: string) {
  return fail("invalid_model", message, { details: { fault: name } });
}
