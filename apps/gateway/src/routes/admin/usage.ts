import { fail, LEDGER_LIMITS, ok, type UsageRow } from "@steadytext/core";
import { z } from "zod";
import { keyRecord, tenantName } from "../../auth/key-record.ts";
import { periodOf } from "../../limits/quota.ts";
import { defineRoute } from "../route.ts";
import { askLedger } from "./ask-ledger.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

const count = z.int().min(0);
const row = z.strictObject({
  day: z.iso.date(),
  key: z.string(),
  tenant: z.string(),
  model: z.string().describe("- for requests that no model answered"),
  operation: z.enum(["generate", "embed", "rerank", "other"]),
  requests: count.describe("Admitted requests, whatever their answer"),
  cached_requests: count.describe("Of these, answered from the cache: they cost no tokens"),
  prompt_tokens: count,
  completion_tokens: count,
});
const response = z.strictObject({ rows: z.array(row), cursor: z.string().nullable().describe("Asks for the next page; null on the last") });
const query = z.strictObject({
  key: keyRecord.shape.id.optional(),
  tenant: tenantName.optional(),
  from: z.iso.date().optional().describe("First day, UTC; 29 days before the last by default"),
  to: z.iso.date().optional().describe("Last day, UTC; today by default"),
  cursor: z.string().max(512).optional(),
});

/** `GET /admin/usage`: what keys used, by day, model and operation. Counts arrive here within seconds of their requests. */
export const usageRoute = defineRoute({
  method: "GET",
  path: "/admin/usage",
  summary: "Usage by key, day, model and operation",
  scopes: ["admin"],
  request: null,
  query,
  response,
  async handle({ query: { key, tenant, cursor, ...days }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const to = days.to ?? periodOf("day", Date.now());
    const from = days.from ?? periodOf("day", Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS);
    if (from > to) return fail("invalid_request", "from must not be after to", { param: "from" });
    if (Date.parse(to) - Date.parse(from) >= LEDGER_LIMITS.usageDays * DAY_MS) {
      return fail("invalid_request", `from must be at most ${LEDGER_LIMITS.usageDays - 1} days before to`, { param: "from" });
    }
    const page = await askLedger(context, (ledger) => ledger.usage({ keyId: key, tenant, from, to, cursor }));
    if (!page.ok) return page;
    return ok(Response.json({ rows: page.value.rows.map(shown), cursor: page.value.cursor }));
  },
});

function shown({ day, keyId, tenant, model, operation, ...counts }: UsageRow): z.infer<typeof row> {
  const { requests, cachedRequests, promptTokens, completionTokens } = counts;
  return {
    day,
    key: keyId,
    tenant,
    model,
    operation,
    requests,
    cached_requests: cachedRequests,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
  };
}
