// Compiles the generator twice, with the exact relaxed dot and with plain SIMD only (same bits), and the encoder.
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { unroll } from "./unroll.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const shared = ["--baseDir", root, "--runtime", "stub", "--use", "abort=", "--importMemory", "--noExportMemory"];
// Not -O3: it moves sums to where they are used, past the registers there are; the inner loops take 1.3 times as long.
shared.push("--initialMemory", "1", "--enable", "simd", "-O2", "--noAssert");

/** The compiler asks for files that may not exist while it looks for a module. */
function readFile(name, baseDir) {
  try {
    return unroll(readFileSync(join(baseDir, name), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

async function compile(entry, outFile, features) {
  const { error, stderr } = await asc.main([entry, ...shared, "--outFile", outFile, ...features], { readFile });
  if (error) throw new Error(`${entry}: ${stderr.toString()}`, { cause: error });
}

mkdirSync(join(root, "build"), { recursive: true });
await compile("assembly/index.ts", "build/kernel.wasm", ["--enable", "relaxed-simd"]);
await compile("assembly/index.ts", "build/kernel-plain.wasm", []);
await compile("assembly/encoder/index.ts", "build/encoder.wasm", []);
