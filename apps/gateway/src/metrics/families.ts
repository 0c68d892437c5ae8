/** What a metric is, as `/metrics` tells it. */
export interface FamilyDefinition {
  readonly name: `steadytext_${string}`;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, ascending; the last one, +Inf, is not named. */
  readonly bounds?: readonly number[];
}

/** Seconds: a stored answer takes milliseconds, a long generation minutes. */
const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const TOKEN_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** What gateways count and the meter adds up. Values of labels come from closed sets: routes, regions, statuses, outcomes. */
export const COUNTED = {
  requests: {
    name: "steadytext_requests_total",
    type: "counter",
    help: "Answered requests, by the path of their route.",
    labels: ["endpoint", "region", "status"],
  },
  duration: {
    name: "steadytext_duration_seconds",
    type: "histogram",
    help: "Time from a request to the end of its answer; of a stream, to its last event.",
    labels: ["endpoint", "region"],
    bounds: DURATION_BOUNDS,
  },
  cacheRequests: {
    name: "steadytext_cache_requests_total",
    type: "counter",
    help: "Answers by what the result cache had for them.",
    // The region is added up in the exposition; the rate tells it.
    labels: ["endpoint", "region", "result"],
  },
  promptTokens: {
    name: "steadytext_prompt_tokens_total",
    type: "counter",
    help: "Prompt tokens of computed answers; stored answers have none.",
    labels: [],
  },
  generationTokens: {
    name: "steadytext_generation_tokens_total",
    type: "counter",
    help: "Generated tokens of computed answers; stored answers have none.",
    labels: [],
  },
  prefixTokens: {
    name: "steadytext_prefix_tokens_total",
    type: "counter",
    help: "Prompt tokens whose computation was reused from an earlier prompt.",
    labels: [],
  },
  firstToken: {
    name: "steadytext_time_to_first_token_seconds",
    type: "histogram",
    help: "Time from a request to the first token that the engine generated for it.",
    labels: [],
    bounds: DURATION_BOUNDS,
  },
  interToken: {
    name: "steadytext_inter_token_latency_seconds",
    type: "histogram",
    help: "Time between two tokens of one generation, as the gateway receives them.",
    labels: [],
    bounds: TOKEN_BOUNDS,
  },
  rateLimited: {
    name: "steadytext_rate_limited_total",
    type: "counter",
    help: "Requests refused for a rate, a quota or too many failed authentications.",
    labels: [],
  },
  cacheErrors: {
    name: "steadytext_cache_errors_total",
    type: "counter",
    help: "Calls of the result cache that failed, or took too long; their requests went on without it.",
    labels: [],
  },
  determinismMismatches: {
    name: "steadytext_determinism_mismatch_total",
    type: "counter",
    help: "Generations whose stream and result differ. Any is a fault.",
    labels: [],
  },
  analyticsDropped: {
    name: "steadytext_analytics_dropped_total",
    type: "counter",
    help: "Requests that analytics lack because the ledger, or the meter, was away for too long; counters have them.",
    labels: [],
  },
} as const satisfies Record<string, FamilyDefinition>;

export type CountedFamily = keyof typeof COUNTED;

/** What is asked for when metrics are read. */
export const MEASURED = {
  cacheRate: {
    name: "steadytext_cache_rate",
    type: "gauge",
    help: "Hits among the look-ups of the result cache (hits, misses, coalesced requests), from 0 to 1.",
    labels: ["endpoint", "region"],
  },
  modelReady: {
    name: "steadytext_model_ready",
    type: "gauge",
    help: "1 where the active model is in memory and answers, else 0.",
    labels: ["kind"],
  },
  modelLoad: {
    name: "steadytext_model_load_seconds",
    type: "gauge",
    help: "Time that the last load of the active model took; cause tells whether a request waited for it.",
    labels: ["kind", "cause"],
  },
  queueDepth: {
    name: "steadytext_queue_depth",
    type: "gauge",
    help: "Generations that wait for a place, in all replicas together.",
    labels: [],
  },
  requestsRunning: {
    name: "steadytext_requests_running",
    type: "gauge",
    help: "Generations that run, in all replicas together.",
    labels: [],
  },
  kvPages: {
    name: "steadytext_kv_pages",
    type: "gauge",
    help: "Pages of the key-value memory of all models in memory: held by generations, kept for their prefix, or empty.",
    labels: ["state"],
  },
  cacheCorrupt: {
    name: "steadytext_cache_corrupt_total",
    type: "counter",
    help: "Damaged entries found in the result cache; each was treated as a miss.",
    labels: [],
  },
  analyticsBacklog: {
    name: "steadytext_analytics_backlog_requests",
    type: "gauge",
    help: "Requests that wait for delivery to the ledger.",
    labels: [],
  },
} as const satisfies Record<string, FamilyDefinition>;

export type MeasuredFamily = keyof typeof MEASURED;
