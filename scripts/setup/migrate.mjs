import { join } from "node:path";
import { appliedMigrations } from "./local-storage.mjs";
import { ROOT } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";
import { filesBelow } from "./stamps.mjs";
import { runLocally } from "./wrangler.mjs";

/** Names of the migrations that the local database lacks. */
async function pendingMigrations() {
  const migrations = await appliedMigrations();
  return filesBelow(join(ROOT, "migrations")).filter((name) => /^[^/]+\.sql$/.test(name) && !migrations.includes(name));
}

/** Brings the local database's tables up to date. Returns false when they were. */
export async function migrateDatabase() {
  if ((await pendingMigrations()).length === 0) return false;
  await runLocally("Migrating the database", "cache", ["d1", "migrations", "apply", "steadytext-cache"]);
  const left = await pendingMigrations();
  if (left.length === 0) return true;
  throw new SetupError(`Migrating the database left out ${left.join(", ")}.`, "Run the command again.");
}
