import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { BUCKET, readLocalStorage, sweepBlobs } from "./local-storage.mjs";
import { runLocally } from "./wrangler.mjs";

const folder = mkdtempSync(join(tmpdir(), "steadytext-storage-"));
after(() => rmSync(folder, { recursive: true }));

test("a storage that was never used is empty", async () => {
  const { migrations, objects } = await readLocalStorage(join(folder, "absent"));
  assert.deepEqual({ migrations, size: objects.size }, { migrations: [], size: 0 });
});

// Guards a new wrangler version that keeps its storage in another way.
test("what wrangler stored is found, and no longer once its contents are damaged", async () => {
  const file = join(folder, "manifest.json");
  writeFileSync(file, '{"kind":"generate"}');
  await runLocally("Migrating", "cache", ["d1", "migrations", "apply", "steadytext-cache"], folder);
  await runLocally("Storing", "engine", ["r2", "object", "put", `${BUCKET}/models/a.json`, "--file", file], folder);

  const { migrations, objects } = await readLocalStorage(folder);
  assert.ok(migrations.includes("0000_cache_entries.sql"));
  const { size, text, path } = objects.get("models/a.json");
  assert.deepEqual({ size, text }, { size: 19, text: '{"kind":"generate"}' });

  writeFileSync(join(dirname(path), "left-by-a-stopped-put"), "x");
  sweepBlobs(objects, folder);
  assert.equal(readdirSync(dirname(path)).length, 1);
  assert.equal(readFileSync(path, "utf8"), text);

  truncateSync(path, 3);
  const damaged = await readLocalStorage(folder);
  assert.equal(damaged.objects.size, 0);
  sweepBlobs(damaged.objects, folder);
  assert.ok(!existsSync(path));
});
