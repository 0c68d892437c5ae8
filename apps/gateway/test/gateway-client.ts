import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { systemClock } from "@steadytext/core";
import type { z } from "zod";
import { parseConfig } from "../src/config.ts";
import { createGateway, type Gateway, type Services } from "../src/gateway.ts";
import type { MeterService } from "../src/metrics/meter-service.ts";
import { MetricBuffer } from "../src/metrics/metric-buffer.ts";
import { keyText } from "./keys.ts";
import { noteTexts } from "./sent-texts.ts";
import { resetCache } from "./stand-ins/cache.ts";
import { resetEmbedder } from "./stand-ins/embedder.ts";
import { resetEngine } from "./stand-ins/engine.ts";
import { resetLedger } from "./stand-ins/ledger.ts";
import { resetNamespaces } from "./stand-ins/namespaces.ts";
import { resetRegistry } from "./stand-ins/registry.ts";

const URL_BASE = "https://gateway.test";

/** Keeps nothing: most tests are about other things. */
const NO_METER: MeterService = { record: async () => undefined, read: async () => ({ series: [], backlog: 0 }) };

/** A gateway of its own (nothing held, breaker closed) over the stand-ins, reached through their bindings; `settings` override variables, `others` what it stands before. */
export function newGateway(settings: Record<string, string> = {}, others: Partial<Services> = {}): Gateway {
  const {
    ENGINE: engine,
    EMBEDDER: embedder,
    CACHE: cache,
    NAMESPACES: namespaces,
    REGISTRY: registry,
    LEDGER: ledger,
    KEY_GUARD: guards,
  } = env;
  const metrics = new MetricBuffer({ meter: () => NO_METER, clock: systemClock, intervalMs: 0 });
  const services = { engine, embedder, cache, namespaces, registry, ledger, guards, metrics, authFailures: env.AUTH_FAILURES };
  return createGateway(parseConfig({ ...env, ...settings }), { ...(services as unknown as Services), ...others });
}

const unsettled = new Set<ExecutionContext>();

async function settle(ctx: ExecutionContext): Promise<void> {
  if (unsettled.delete(ctx)) await waitOnExecutionContext(ctx);
}

/** Lets the work of earlier requests end, and puts the stand-ins back to what they usually do. */
export async function resetStandIns(): Promise<void> {
  await Promise.all([...unsettled].map(settle));
  resetEngine();
  resetEmbedder();
  resetCache();
  resetNamespaces();
  resetRegistry();
  resetLedger();
}

export interface Send {
  readonly method?: string;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: BodyInit;
  readonly headers?: Record<string, string>;
  /** null sends no key. */
  readonly key?: string | null;
  readonly signal?: AbortSignal;
}

/** Sends a request and waits for its answer; `settled` waits for the work that goes on after it. */
export async function send(gateway: Gateway, path: string, { method, body, raw, headers = {}, key = keyText("acme"), signal }: Send = {}) {
  noteTexts(body);
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(URL_BASE + path, {
    method: method ?? (payload === undefined ? "GET" : "POST"),
    headers: {
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...(key === null ? {} : { "x-api-key": key }),
      ...headers,
    },
    ...(payload === undefined ? {} : { body: payload }),
    ...(signal === undefined ? {} : { signal }),
  });
  const ctx = createExecutionContext();
  unsettled.add(ctx);
  const response = await gateway.fetch(request, ctx);
  return Object.assign(response, { settled: () => settle(ctx) });
}

/** The answer's JSON, by its schema. */
export async function parsed<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await response.json());
}
