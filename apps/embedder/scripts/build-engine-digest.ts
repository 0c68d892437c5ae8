// Writes src/generated/engine-digest.ts: SHA-256 over everything in the build that can change a vector.
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

const parts = {
  wasm: sha256(packagePath("onnxruntime-web/ort-wasm-simd-threaded.wasm")),
  tokenizers: sha256(packagePath("@huggingface/tokenizers")),
  rules: RULES,
};
const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");

const folder = new URL("../src/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("engine-digest.ts", folder),
  `/** SHA-256 over onnxruntime's wasm bytes, the tokenizer's code and the versions of the rules, hexadecimal. */\nexport const ENGINE_DIGEST = "${digest}";\n`,
);
