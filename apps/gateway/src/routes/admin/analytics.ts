import { ok, type EndpointAnalytics } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../route.ts";
import { askLedger } from "./ask-ledger.ts";

const MOST_HOURS = 720;

const count = z.int().min(0);
const row = z.strictObject({
  endpoint: z.string().describe("The path of a route; unmatched for requests that no route took"),
  region: z.string(),
  requests: count,
  errors: count.describe("Answers with a status of 500 or more"),
  p50_ms: z.number(),
  p95_ms: z.number(),
  cache_rate: z.number().min(0).max(1).nullable().describe("Hits among the look-ups; null where nothing was looked up"),
  prompt_tokens: count,
  completion_tokens: count,
});
const response = z.strictObject({ hours: z.int(), rows: z.array(row) });
const query = z.strictObject({
  hours: z.coerce
    .number({ error: `must be a whole number from 1 to ${MOST_HOURS}` })
    .int()
    .min(1)
    .max(MOST_HOURS)
    .default(24)
    .describe("How far back, to now"),
});

/** `GET /admin/analytics`: what each endpoint did in each region. Requests arrive here within seconds of their answers. */
export const analyticsRoute = defineRoute({
  method: "GET",
  path: "/admin/analytics",
  summary: "Requests, errors, latency and the cache's rate by endpoint and region",
  scopes: ["admin"],
  request: null,
  query,
  response,
  async handle({ query: { hours }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const analytics = await askLedger(context, (ledger) => ledger.analytics({ hours }));
    return analytics.ok ? ok(Response.json({ hours, rows: analytics.value.map(shown) })) : analytics;
  },
});

function shown({ p50Ms, p95Ms, cacheRate, promptTokens, completionTokens, ...rest }: EndpointAnalytics): z.infer<typeof row> {
  return {
    ...rest,
    p50_ms: p50Ms,
    p95_ms: p95Ms,
    cache_rate: cacheRate,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
  };
}
