import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const folder = new URL("../src/generated/", import.meta.url);

await mkdir(folder, { recursive: true });
for (const name of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
  const bytes = await readFile(require.resolve(`swagger-ui-dist/${name}`));
  await writeFile(new URL(`${name}.gz`, folder), gzipSync(bytes, { level: 9 }));
}
