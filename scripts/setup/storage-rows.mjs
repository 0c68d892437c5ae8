// Run by the installed Node, which has SQLite: prints the names of the migrations in wrangler's local storage.
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

const databases = join(process.argv[2], "v3", "d1", "miniflare-D1DatabaseObject");
console.log(JSON.stringify(rowsOf(databases, "d1_migrations", "name").map(({ name }) => name)));
