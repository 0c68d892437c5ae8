// Writes src/generated/engine-digests.ts: SHA-256 over everything in the build that can change a vector.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RULES } from "../src/rules.ts";

function packagePath(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

const tokenizers = sha256(packagePath("@huggingface/tokenizers"));
const wasm = {
  "kernel-encoder": sha256(packagePath("@steadytext/kernel/encoder.wasm")),
  "onnxruntime-web": sha256(packagePath("onnxruntime-web/ort-wasm-simd-threaded.wasm")),
};
const digests = Object.entries(wasm).map(([runtime, code]) => {
  const parts = JSON.stringify({ wasm: code, tokenizers, rules: RULES });
  return `  "${runtime}": "${createHash("sha256").update(parts).digest("hex")}",\n`;
});

const folder = new URL("../src/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("engine-digests.ts", folder),
  `/** By runtime: SHA-256 over its wasm bytes, the tokenizer's code and the versions of the rules, hexadecimal. */\nexport const ENGINE_DIGESTS = {\n${digests.join("")}} as const;\n`,
);
