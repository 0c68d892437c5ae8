import {
  fail,
  LEDGER_LIMITS as LIMITS,
  ok,
  type KeyListing,
  type LedgerDelivery,
  type RequestMetric,
  type Result,
  type ServiceError,
  type UsageQuery,
  type UsageRow,
} from "@steadytext/core";
import { z } from "zod";

const count = z.int().min(0);
const label = (length: number) =>
  z.string().regex(new RegExp(`^[\\x20-\\x7e]{1,${length}}$`), `must be 1 to ${length} printable ASCII characters`);
const day = z.iso.date("must be a day as YYYY-MM-DD");
const time = z.int().min(0).max(8_640_000_000_000_000);

const usageRow = z.strictObject({
  keyId: label(64),
  tenant: label(128),
  day,
  model: label(64),
  operation: z.enum(["generate", "embed", "rerank", "other"]),
  requests: count,
  cachedRequests: count,
  promptTokens: count,
  completionTokens: count,
});
const requestMetric = z.strictObject({
  atMs: time,
  endpoint: label(64),
  region: label(16),
  status: z.int().min(100).max(599),
  durationMs: z.number().min(0).max(86_400_000),
  cache: z.enum(["HIT", "MISS", "COALESCED", "BYPASS"]).nullable(),
  promptTokens: count,
  completionTokens: count,
});
const deliveryOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({
    source: label(128),
    sequence: count,
    rows: z.array(row).max(LIMITS.rowsPerDelivery, `at most ${LIMITS.rowsPerDelivery} a delivery`),
  });
const keyListing = z.strictObject({
  id: label(64),
  name: z.string().min(1).max(256),
  tenant: label(128),
  environment: z.enum(["live", "test"]),
  scopes: z.array(label(32)).max(32),
  createdAtMs: time,
  expiresAtMs: time.nullable(),
  revokedAtMs: time.nullable(),
  version: count,
});
const usageQuery = z
  .strictObject({
    keyId: label(64).optional(),
    tenant: label(128).optional(),
    from: day,
    to: day,
    cursor: z.string().max(1_024).optional(),
  })
  .refine(({ from, to }) => from <= to, { error: "must not be before from", path: ["to"] })
  .refine(({ from, to }) => daysBetween(from, to) < LIMITS.usageDays, { error: `at most ${LIMITS.usageDays} days`, path: ["to"] });
const keyQuery = z.strictObject({
  tenant: label(128).optional(),
  cursor: z.string().max(1_024).optional(),
  limit: z.int().min(1).max(LIMITS.pageRows).optional(),
});
const analyticsQuery = z.strictObject({ hours: z.number().gt(0).max(LIMITS.analyticsHours) });

type Checked = Result<null, ServiceError>;

export const checkUsage = (delivery: LedgerDelivery<UsageRow>): Checked => check(deliveryOf(usageRow), delivery);
export const checkRequests = (delivery: LedgerDelivery<RequestMetric>): Checked => check(deliveryOf(requestMetric), delivery);
export const checkKey = (key: KeyListing): Checked => check(keyListing, key);
export const checkUsageQuery = (query: UsageQuery): Checked => check(usageQuery, query);
export const checkKeyQuery = (query: object): Checked => check(keyQuery, query);
export const checkAnalyticsQuery = (query: object): Checked => check(analyticsQuery, query);

function check(schema: z.ZodType, value: unknown): Checked {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(null);
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join(".");
  return fail("invalid_request", path === "" ? issue.message : `${path}: ${issue.message}`, { param: path });
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
