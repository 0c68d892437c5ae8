const COUNTED = ["Uint8Array", "Uint32Array", "Float64Array"] as const;

/** Bytes that `run` asks for in typed arrays of its own, counted at their constructors. */
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
  try {
    run();
  } finally {
    for (const [name, Original] of originals) globals[name] = Original;
  }
  return bytes;
}
