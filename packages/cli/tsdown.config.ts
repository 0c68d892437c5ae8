import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

const beside = (url: string | URL) => ({ from: fileURLToPath(url), to: "dist" });

// The repository's packages, and what they need, become part of it; files that they read at run time lie beside it.
export default defineConfig({
  entry: "src/main.ts",
  platform: "node",
  target: "node22",
  fixedExtension: false,
  deps: { onlyBundle: false },
  copy: [
    beside(import.meta.resolve("@steadytext/kernel/kernel.wasm")),
    beside(import.meta.resolve("@steadytext/kernel/kernel-plain.wasm")),
    beside(new URL("onnx.proto", import.meta.resolve("@steadytext/embedder/publish"))),
  ],
});
