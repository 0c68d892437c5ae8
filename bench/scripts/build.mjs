// Compiles the memory-streaming limit with the kernel's own compiler options.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const asc = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");
const options = [
  "--runtime",
  "stub",
  "--use",
  "abort=",
  "--importMemory",
  "--noExportMemory",
  "--initialMemory",
  "1",
  "--enable",
  "simd",
  "-O3",
];
execFileSync(process.execPath, [asc, "assembly/stream-sum.ts", "--outFile", "build/stream-sum.wasm", ...options], {
  cwd: root,
  stdio: "inherit",
});
