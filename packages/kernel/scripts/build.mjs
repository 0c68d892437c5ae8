// Compiles the generator twice, with the exact relaxed dot and with plain SIMD only (same bits), and the encoder.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const asc = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");

const shared = ["--runtime", "stub", "--use", "abort=", "--importMemory", "--noExportMemory"];
// Not -O3: it moves sums to where they are used, past the registers there are; the inner loops take 1.3 times as long.
shared.push("--initialMemory", "1", "--enable", "simd", "-O2", "--noAssert");

function compile(entry, outFile, features) {
  const args = [asc, entry, ...shared, "--outFile", outFile, ...features];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}

mkdirSync(join(root, "build"), { recursive: true });
compile("assembly/index.ts", "build/kernel.wasm", ["--enable", "relaxed-simd"]);
compile("assembly/index.ts", "build/kernel-plain.wasm", []);
compile("assembly/encoder/index.ts", "build/encoder.wasm", []);
