import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

/** What the command reads at run time: it lies beside the code. */
const FILES = [
  import.meta.resolve("@steadytext/kernel/kernel.wasm"),
  import.meta.resolve("@steadytext/kernel/kernel-plain.wasm"),
  new URL("onnx.proto", import.meta.resolve("@steadytext/embedder/publish")),
];

// The repository's packages, and what they need, become part of the code.
export default defineConfig({
  entry: "src/main.ts",
  platform: "node",
  target: "node22",
  fixedExtension: false,
  deps: { onlyBundle: false },
  copy: ({ outDir }) => FILES.map((url) => ({ from: fileURLToPath(url), to: outDir })),
});
