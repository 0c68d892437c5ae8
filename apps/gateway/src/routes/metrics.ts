import { ok } from "@steadytext/core";
import { countedReadings } from "../metrics/counted-readings.ts";
import { exposition, EXPOSITION_TYPE } from "../metrics/exposition.ts";
import { measuredReadings } from "../metrics/measured-readings.ts";
import { callService } from "../services/call-service.ts";
import { defineRoute } from "./route.ts";

/** A scraper waits 10 s by default. */
const METER_DEADLINE_MS = 8_000;

/** `GET /metrics`: counters, histograms and gauges for Prometheus. */
export const metricsRoute = defineRoute({
  method: "GET",
  path: "/metrics",
  summary: "Metrics in Prometheus' text format",
  scopes: ["metrics"],
  request: null,
  response: null,
  docs: { mediaTypes: { "text/plain": "Prometheus' text format, version 0.0.4" } },
  async handle({ admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const call = { service: "meter", requestId: context.requestId, deadlineMs: METER_DEADLINE_MS } as const;
    const [counted, measured] = await Promise.all([
      callService(call, async () => ok(await context.metrics.read())),
      measuredReadings(context),
    ]);
    if (!counted.ok) return counted;
    const text = exposition([...countedReadings(counted.value), ...measured]);
    return ok(new Response(text, { headers: { "content-type": EXPOSITION_TYPE } }));
  },
});
