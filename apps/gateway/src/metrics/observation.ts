import type { Region, RequestMetric } from "@steadytext/core";
import { observed, type Series } from "./counts.ts";

/** One answered request. */
export interface Observation {
  readonly atMs: number;
  /** The path of its route, e.g. `/generate`, or `unmatched`. */
  readonly endpoint: string;
  readonly region: Region | "unknown";
  readonly status: number;
  /** To the end of its answer. */
  readonly durationMs: number;
  /** Null where nothing was looked up or computed. */
  readonly cache: RequestMetric["cache"];
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly prefixTokens: number;
  /** Of each of its generations. */
  readonly firstTokenMs: readonly number[];
  /** Counts of `interToken`; null where no generation had two tokens. */
  readonly interToken: readonly number[] | null;
}

/** What a request adds to the metrics. */
export function seriesOf(observation: Observation): readonly Series[] {
  const { endpoint, region, status, durationMs, cache, interToken, firstTokenMs } = observation;
  const { promptTokens, completionTokens, prefixTokens } = observation;
  const series: Series[] = [
    { family: "requests", labels: [endpoint, region, String(status)], counts: [1] },
    { family: "duration", labels: [endpoint, region], counts: observed("duration", durationMs / 1000) },
  ];
  if (cache !== null) series.push({ family: "cacheRequests", labels: [endpoint, region, cache.toLowerCase()], counts: [1] });
  if (promptTokens > 0) series.push({ family: "promptTokens", labels: [], counts: [promptTokens] });
  if (completionTokens > 0) series.push({ family: "generationTokens", labels: [], counts: [completionTokens] });
  if (prefixTokens > 0) series.push({ family: "prefixTokens", labels: [], counts: [prefixTokens] });
  if (status === 429) series.push({ family: "rateLimited", labels: [], counts: [1] });
  for (const ms of firstTokenMs) series.push({ family: "firstToken", labels: [], counts: observed("firstToken", ms / 1000) });
  if (interToken !== null) series.push({ family: "interToken", labels: [], counts: interToken });
  return series;
}

/** A request as the ledger keeps it. */
export function requestMetricOf(observation: Observation): RequestMetric {
  const { atMs, endpoint, region, status, durationMs, cache, promptTokens, completionTokens } = observation;
  return { atMs, endpoint, region, status, durationMs, cache, promptTokens, completionTokens };
}
