import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What `cache_entries` holds of each scope and operation: kept by triggers, so that no clean-up has to add up the table. */
export const cacheTotals = sqliteTable(
  "cache_totals",
  {
    scope: text("scope").notNull(),
    operation: text("operation", { enum: ["generate", "embed"] }).notNull(),
    entries: integer("entries").notNull(),
    bytes: integer("bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.operation] })],
);

/** What was removed on purpose, so that copies made before it are void wherever they are. `target` is empty for `all`. */
export const cacheVoids = sqliteTable(
  "cache_voids",
  {
    kind: text("kind", { enum: ["digest", "scope", "model", "all"] }).notNull(),
    target: text("target").notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.target] })],
);

/** Counters that outlive isolates and never fall. */
export const cacheCounters = sqliteTable("cache_counters", {
  name: text("name").primaryKey(),
  value: integer("value").notNull(),
});
