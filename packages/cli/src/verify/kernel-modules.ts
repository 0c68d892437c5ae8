import { existsSync, readFileSync } from "node:fs";
import type { LoadOptions } from "@steadytext/llm";

/** Node has it; its types do not. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { readonly Module: new (bytes: Uint8Array) => object } };

/** The kernel's two builds, those that the service runs. */
export function kernelModules(): LoadOptions["modules"] {
  return { relaxed: compile("kernel.wasm"), plain: compile("kernel-plain.wasm") };
}

function compile(name: string): object {
  // The packed command has them beside it; in the repository they are the kernel's.
  const beside = new URL(name, import.meta.url);
  const url = existsSync(beside) ? beside : new URL(import.meta.resolve(`@steadytext/kernel/${name}`));
  return new WebAssembly.Module(readFileSync(url));
}
