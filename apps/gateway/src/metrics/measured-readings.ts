import { err, type EngineLoad, type ModelStatus, type Result } from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { callService } from "../services/call-service.ts";
import { MEASURED, type MeasuredFamily } from "./families.ts";
import type { Reading, Sample } from "./exposition.ts";

const DEADLINE_MS = 2_000;

/** How the models and the cache are at this moment. What cannot be asked is left out: it is unknown, not zero. */
export async function measuredReadings(context: RequestContext): Promise<readonly Reading[]> {
  const { engine, embedder, cacheAdmin, requestId } = context;
  const call = { requestId, deadlineMs: DEADLINE_MS };
  const [generate, embed, load, cache] = await Promise.all([
    callService({ ...call, service: "engine" }, () => engine.status(null)),
    callService({ ...call, service: "embedder" }, () => embedder.status(null)),
    callService({ ...call, service: "engine" }, () => engine.load()),
    callService({ ...call, service: "cache" }, () => cacheAdmin.stats()),
  ]);
  const corrupt = cache.ok ? Object.values(cache.value.corruptTotal).reduce((sum, tier) => sum + tier, 0) : null;
  return [
    ...modelReadings({ generate, embed }),
    ...loadReadings(load),
    reading("cacheCorrupt", corrupt === null ? [] : [{ labels: [], counts: [corrupt] }]),
  ];
}

type Status = Result<ModelStatus, unknown>;

function modelReadings(statuses: Readonly<Record<"generate" | "embed", Status>>): Reading[] {
  const ready = Object.entries(statuses).map(([kind, status]) => ({ kind, status: readyOf(status) }));
  return [
    reading(
      "modelReady",
      ready.map(({ kind, status }) => ({ labels: [kind], counts: [status.ok ? 1 : 0] })),
    ),
    reading(
      "modelLoad",
      ready.flatMap(({ kind, status }) =>
        status.ok ? [{ labels: [kind, status.value.cause], counts: [status.value.loadMs / 1000] }] : [],
      ),
    ),
  ];
}

function loadReadings(load: Result<EngineLoad, unknown>): Reading[] {
  if (!load.ok) return [];
  const { running, waiting, pages, freePages, keptPages } = load.value;
  return [
    reading("queueDepth", [{ labels: [], counts: [waiting] }]),
    reading("requestsRunning", [{ labels: [], counts: [running] }]),
    reading("kvPages", [
      { labels: ["used"], counts: [pages - freePages] },
      { labels: ["kept"], counts: [keptPages] },
      { labels: ["empty"], counts: [freePages - keptPages] },
    ]),
  ];
}

function readyOf(status: Status): Result<Extract<ModelStatus, { state: "ready" }>, null> {
  return status.ok && status.value.state === "ready" ? { ok: true, value: status.value } : err(null);
}

function reading(family: MeasuredFamily, samples: readonly Sample[]): Reading {
  return { family: MEASURED[family], samples };
}
