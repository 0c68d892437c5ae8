import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const files = [require.resolve("swagger-ui-dist/swagger-ui-bundle.js"), require.resolve("swagger-ui-dist/swagger-ui.css")];
const folder = new URL("../src/generated/", import.meta.url);

await mkdir(folder, { recursive: true });
for (const file of files) {
  await writeFile(new URL(`${basename(file)}.gz`, folder), gzipSync(await readFile(file), { level: 9 }));
}
