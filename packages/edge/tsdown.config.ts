import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

const dist = new URL("./dist/", import.meta.url);

/** Puts each WebAssembly module beside the code as a file, for wrangler to bundle as it does one's own. */
const wasmFiles = {
  name: "wasm-files",
  resolveId(id: string) {
    if (!id.endsWith(".wasm")) return null;
    mkdirSync(dist, { recursive: true });
    copyFileSync(fileURLToPath(import.meta.resolve(id)), new URL(basename(id), dist));
    return { id: `./${basename(id)}`, external: "absolute" as const };
  },
};

export default defineConfig({
  entry: { index: "src/index.ts", client: "src/client/index.ts" },
  format: "esm",
  platform: "browser",
  target: "es2024",
  dts: true,
  clean: true,
  // The tables of the cache: what `d1Database` needs.
  onSuccess: () =>
    cpSync(new URL("../../migrations/", import.meta.url), new URL("migrations/", dist), {
      recursive: true,
      filter: (path) => !path.includes("meta"),
    }),
  deps: { neverBundle: ["cloudflare:workers"] },
  plugins: [wasmFiles],
});
