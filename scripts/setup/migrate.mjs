import { join } from "node:path";
import { ROOT, STATE_DIR } from "./paths.mjs";
import { filesBelow, filesDigest, readStamp, writeStamp } from "./stamps.mjs";
import { runLocally } from "./wrangler.mjs";

const STAMP = join(STATE_DIR, "stamps", "migrations");

/** Brings the local database's tables up to date. Returns false when they were. */
export async function migrateDatabase() {
  const folder = join(ROOT, "migrations");
  const digest = filesDigest(folder, filesBelow(folder));
  if (readStamp(STAMP) === digest) return false;
  await runLocally("Migrating the database", "cache", ["d1", "migrations", "apply", "steadytext-cache"]);
  writeStamp(STAMP, digest);
  return true;
}
