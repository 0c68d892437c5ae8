// Run by the installed Node, which has SQLite: prints what the tables of wrangler's local storage hold.
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Rows of a table in any database of the folder; none where it has no such table. */
function rowsOf(folder, table, columns) {
  return globSync(join(folder, "*.sqlite")).flatMap((path) => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const known = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
      return known ? database.prepare(`SELECT ${columns} FROM ${table}`).all() : [];
    } finally {
      database.close();
    }
  });
}

const root = join(process.argv[2], "v3");
const migrations = rowsOf(join(root, "d1", "miniflare-D1DatabaseObject"), "d1_migrations", "name").map(({ name }) => name);
const objects = rowsOf(join(root, "r2", "miniflare-R2BucketObject"), "_mf_objects", "key, size, blob_id AS blob");
console.log(JSON.stringify({ migrations, objects }));
