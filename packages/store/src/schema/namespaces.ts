import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { frequencyClass } from "./frequency-class.ts";

/** Named collections of a tenant. `namespace` is the digest of (tenant, name); `entries` and `bytes` are kept by triggers. */
export const namespaces = sqliteTable(
  "namespaces",
  {
    namespace: text("namespace").primaryKey(),
    tenant: text("tenant").notNull(),
    name: text("name").notNull(),
    maxSizeBytes: integer("max_size_bytes").notNull(),
    entries: integer("entries").notNull().default(0),
    bytes: integer("bytes").notNull().default(0),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [index("namespaces_tenant").on(table.tenant)],
);

/** Mutable values by key; of the key, only its digest. The value is last, since SQLite reads through it to any column after it. */
export const namespaceEntries = sqliteTable(
  "namespace_entries",
  {
    namespace: text("namespace").notNull(),
    keyDigest: text("key_digest").notNull(),
    byteSize: integer("byte_size").notNull(),
    frequency: integer("frequency").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    accessedAtMs: integer("accessed_at_ms").notNull(),
    frequencyClass: integer("frequency_class").generatedAlwaysAs(frequencyClass("frequency"), { mode: "virtual" }),
    value: text("value").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.namespace, table.keyDigest] }),
    index("namespace_entries_worth").on(table.namespace, table.frequencyClass, table.accessedAtMs),
  ],
);
