import { vi } from "vitest";

const COUNTED = ["Uint8Array", "Uint32Array", "Float64Array"] as const;

/** Bytes that `run` asks for in typed arrays of its own, counted at their constructors and where a buffer is transferred to a larger one. */
export function countAllocations(run: () => void): number {
  let bytes = 0;
  const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => { byteLength: number }>;
  const originals = COUNTED.map((name) => [name, globals[name]!] as const);
  for (const [name, Original] of originals) {
    globals[name] = class extends Original {
      constructor(...args: unknown[]) {
        super(...args);
        if (typeof args[0] === "number") bytes += this.byteLength;
      }
    };
  }
  const transfer = vi.spyOn(ArrayBuffer.prototype, "transfer");
  try {
    run();
  } finally {
    for (const [length = 0] of transfer.mock.calls) bytes += length;
    transfer.mockRestore();
    for (const [name, Original] of originals) globals[name] = Original;
  }
  return bytes;
}
