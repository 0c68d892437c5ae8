import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { frequencyClass } from "./frequency-class.ts";

/**
 * Every remembered result, one row a (scope, digest). What was asked is never stored, only its digest. Times are Unix milliseconds. The value is last, since
 * SQLite reads through it to any column after it.
 */
export const cacheEntries = sqliteTable(
  "cache_entries",
  {
    scope: text("scope").notNull(),
    digest: text("digest").notNull(),
    operation: text("operation", { enum: ["generate", "embed"] }).notNull(),
    modelDigest: text("model_digest").notNull(),
    engineDigest: text("engine_digest").notNull(),
    byteSize: integer("byte_size").notNull(),
    /** SHA-256 of the bytes of `value`, hexadecimal. */
    checksum: text("checksum").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    accessedAtMs: integer("accessed_at_ms").notNull(),
    hits: integer("hits").notNull().default(0),
    hitClass: integer("hit_class").generatedAlwaysAs(frequencyClass("hits"), { mode: "virtual" }),
    /** Base64: D1 carries rows as JSON, in which bytes would be a list of numbers. */
    value: text("value").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.digest] }),
    index("cache_entries_expires_at").on(table.expiresAtMs),
    index("cache_entries_model").on(table.modelDigest, table.engineDigest),
    index("cache_entries_worth").on(table.scope, table.operation, table.hitClass, table.accessedAtMs),
  ],
);
