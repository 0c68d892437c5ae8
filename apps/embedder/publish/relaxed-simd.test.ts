import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { BinaryReader, OperatorCodeNames } from "wasmparser";

/** Names of the relaxed SIMD instructions in a module, each once: their results may differ from machine to machine. */
function relaxedInstructions(specifier: string): readonly string[] {
  const file = readFileSync(fileURLToPath(import.meta.resolve(specifier)));
  const reader = new BinaryReader();
  reader.setData(file.buffer, file.byteOffset, file.byteLength);
  const names = new Set<string>();
  while (reader.read()) {
    if (reader.error) throw reader.error;
    const { code } = (reader.result ?? {}) as { readonly code?: number };
    const name = code === undefined ? undefined : OperatorCodeNames[code];
    if (name?.includes("relaxed")) names.add(name);
  }
  return [...names];
}

test("the shipped onnxruntime has no instruction whose result depends on the machine", () => {
  expect(relaxedInstructions("onnxruntime-web/ort-wasm-simd-threaded.wasm")).toEqual([]);
});

test("such instructions are found where there are any", () => {
  expect(relaxedInstructions("@steadytext/kernel/kernel.wasm")).toEqual([expect.stringContaining("relaxed_dot")]);
});
