import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Deliveries that were taken, so that a repeated one changes nothing. */
export const ledgerDeliveries = sqliteTable(
  "ledger_deliveries",
  {
    kind: text("kind", { enum: ["usage", "requests"] }).notNull(),
    source: text("source").notNull(),
    sequence: integer("sequence").notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.source, table.sequence] }), index("ledger_deliveries_at").on(table.atMs)],
);

/** What each key did on each day. */
export const usage = sqliteTable(
  "usage",
  {
    keyId: text("key_id").notNull(),
    tenant: text("tenant").notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    operation: text("operation", { enum: ["generate", "embed", "rerank", "other"] }).notNull(),
    requests: integer("requests").notNull(),
    cachedRequests: integer("cached_requests").notNull(),
    promptTokens: integer("prompt_tokens").notNull(),
    completionTokens: integer("completion_tokens").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.keyId, table.day, table.model, table.operation] }),
    index("usage_day").on(table.day, table.keyId, table.model, table.operation),
  ],
);

/** Keys as they are listed; a copy of what their guards hold. */
export const keyIndex = sqliteTable(
  "key_index",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    tenant: text("tenant").notNull(),
    environment: text("environment", { enum: ["live", "test"] }).notNull(),
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
    version: integer("version").notNull(),
  },
  (table) => [
    index("key_index_created_at").on(table.createdAtMs, table.id),
    index("key_index_tenant").on(table.tenant, table.createdAtMs, table.id),
  ],
);

/** Answered requests of the last 30 days, one row each. */
export const requestMetrics = sqliteTable(
  "request_metrics",
  {
    atMs: integer("at_ms").notNull(),
    endpoint: text("endpoint").notNull(),
    region: text("region").notNull(),
    status: integer("status").notNull(),
    durationMs: integer("duration_ms").notNull(),
    cache: text("cache", { enum: ["HIT", "MISS", "COALESCED", "BYPASS"] }),
    promptTokens: integer("prompt_tokens").notNull(),
    completionTokens: integer("completion_tokens").notNull(),
  },
  (table) => [index("request_metrics_at").on(table.atMs)],
);

/** Older requests, added up by day, endpoint, region and duration (to two significant digits, so that percentiles stay). */
export const requestMetricsDaily = sqliteTable(
  "request_metrics_daily",
  {
    day: text("day").notNull(),
    endpoint: text("endpoint").notNull(),
    region: text("region").notNull(),
    durationMs: integer("duration_ms").notNull(),
    requests: integer("requests").notNull(),
    errors: integer("errors").notNull(),
    hits: integer("hits").notNull(),
    lookups: integer("lookups").notNull(),
    promptTokens: integer("prompt_tokens").notNull(),
    completionTokens: integer("completion_tokens").notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.endpoint, table.region, table.durationMs] })],
);
