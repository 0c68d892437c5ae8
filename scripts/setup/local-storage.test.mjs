import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { appliedMigrations } from "./local-storage.mjs";
import { runLocally } from "./wrangler.mjs";

const folder = mkdtempSync(join(tmpdir(), "steadytext-storage-"));
after(() => rmSync(folder, { recursive: true }));

test("a storage that was never used has no migrations", async () => {
  assert.deepEqual(await appliedMigrations(join(folder, "absent")), []);
});

// Guards a new wrangler version that keeps its storage in another way.
test("what wrangler applied is found", async () => {
  await runLocally("Migrating", "cache", ["d1", "migrations", "apply", "steadytext-cache"], folder);
  assert.ok((await appliedMigrations(folder)).includes("0000_cache_entries.sql"));
});
