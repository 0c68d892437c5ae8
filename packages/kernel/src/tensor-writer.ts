import { ok, type Result } from "@steadytext/core";
import { kernelFail, type KernelError } from "./kernel-error.ts";
import type { PlacedTensor } from "./place-tensors.ts";
import { GROUP_ROWS, rowBytes, STAGED_ROWS } from "./tensor-format.ts";
import type { WasmExports } from "./wasm-exports.ts";

/** Accepts one tensor's GGUF bytes in chunks of any size and repacks them straight into place. */
export interface TensorWriter {
  write(chunk: Uint8Array): void;
  /** Fails when the bytes were too few or too many, or a scale or norm was not finite. */
  end(): Result<void, KernelError>;
}

/** Takes one unit (a norm, or up to 128 rows of a matrix) once it is complete; returns whether it is finite. */
type UnitSink = (unit: number) => boolean;

/**
 * Collects units of `unitBytes` at the address `target(unit)` and hands each to the sink; the last may be shorter.
 * Bytes past the end are counted, not kept.
 */
function unitWriter(
  tensor: PlacedTensor,
  memory: Uint8Array,
  totalBytes: number,
  unitBytes: number,
  target: number,
  sink: UnitSink,
): TensorWriter {
  let received = 0;
  let finite = true;
  return {
    write(chunk) {
      let from = 0;
      while (from < chunk.length && received < totalBytes) {
        const unit = Math.floor(received / unitBytes);
        const unitEnd = Math.min((unit + 1) * unitBytes, totalBytes);
        const take = Math.min(chunk.length - from, unitEnd - received);
        memory.set(chunk.subarray(from, from + take), target + (received - unit * unitBytes));
        from += take;
        received += take;
        if (received === unitEnd) finite = sink(unit) && finite;
      }
      received += chunk.length - from;
    },
    end() {
      if (received !== totalBytes) {
        return kernelFail("wrong_tensor_size", `Tensor ${tensor.name} has ${received} bytes instead of ${totalBytes}.`);
      }
      if (!finite) return kernelFail("non_finite_weights", `Tensor ${tensor.name} holds a value that is not finite.`);
      return ok(undefined);
    },
  };
}

/** `staging` is the address of room for 128 rows as the file has them; one writer at a time may use it, and no step meanwhile. */
export function createTensorWriter(tensor: PlacedTensor, memory: Uint8Array, wasm: WasmExports, staging: number): TensorWriter {
  const { address, columns, rows, format } = tensor;
  const bytesPerRow = rowBytes(format, columns);
  if (tensor.kind === "norm") {
    const isFinite = () => wasm.allFinite(address, columns) !== 0;
    return unitWriter(tensor, memory, bytesPerRow, bytesPerRow, address, isFinite);
  }
  return unitWriter(tensor, memory, rows * bytesPerRow, STAGED_ROWS * bytesPerRow, staging, (unit) => {
    const first = unit * STAGED_ROWS;
    let finite = true;
    for (let row = first; row < Math.min(first + STAGED_ROWS, rows); row += GROUP_ROWS) {
      const source = staging + (row - first) * bytesPerRow;
      finite = wasm.repackGroup(format.id, source, address, rows, columns, row) !== 0 && finite;
    }
    return finite;
  });
}
