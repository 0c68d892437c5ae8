import {
  DEADLINES,
  err,
  fail,
  generationDigest,
  ok,
  type CacheScope,
  type Generation,
  type GenerationIdentity,
  type GenerationJob,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { Admission } from "../auth/admission.ts";
import { decodeGeneration, encodeGeneration } from "../caching/generation-value.ts";
import type { CacheStatus } from "../caching/result-cache.ts";
import type { RequestContext } from "../context.ts";
import { errorBody } from "../http/error-response.ts";
import { logFailure } from "../log-failure.ts";
import { callService } from "../services/call-service.ts";
import { modelHeader } from "../services/model-header.ts";
import { generateAnswerOf, transcriptOf } from "./answer.ts";
import { GenerationEventReader } from "./event-reader.ts";
import type { GenerateAsk } from "./generate-ask.ts";
import { liveTranscript } from "./live-transcript.ts";
import { readOpening } from "./read-opening.ts";
import { readWhole } from "./read-whole.ts";

/** The engine keeps its own deadline; this one is for an engine that does not. */
const GRACE_MS = 5000;
/** How long a stream's headers wait for each of its first two events. */
const FIRST_EVENT_MS = 5000;

/** One request to one model: everything that the steps below need. */
interface Run {
  readonly ask: GenerateAsk;
  readonly identity: GenerationIdentity;
  readonly digest: string;
  readonly scope: CacheScope;
  readonly context: RequestContext;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** Answers from the cache or the engine. The cached answer is looked up while the key is checked, and used only once it is admitted. */
export async function runGeneration(
  ask: GenerateAsk,
  identity: GenerationIdentity,
  admission: Admission,
  context: RequestContext,
  signal: AbortSignal,
): Promise<Result<Response, ServiceError>> {
  const run: Run = { ask, identity, digest: await generationDigest(identity, ask.request), scope: admission.cacheScope, context, signal };
  const [cached, admitted] = await Promise.all([lookUp(run), admission.admitted]);
  if (!admitted.ok) return admitted;
  if (typeof cached === "object") return ok(replayed(run, cached));
  if (ask.policy.onlyIfCached) return fail("not_cached", "There is no stored answer to this request: send it without only-if-cached");
  return ask.stream ? streamed(run, cached) : computed(run, cached);
}

async function lookUp({ ask, scope, digest, context }: Run): Promise<Generation | "MISS" | "BYPASS"> {
  if (!ask.policy.read) return "BYPASS";
  const value = await context.timing.measure("cache", () => context.cache.get(scope, digest));
  if (value === "bypass") return "BYPASS";
  return (value && decodeGeneration(value)) ?? "MISS";
}

function replayed(run: Run, generation: Generation): Response {
  const { name } = run.identity;
  const headers = answerHeaders(run, "HIT");
  if (run.ask.stream) return new Response(transcriptOf(generation, name), { headers: { ...headers, ...EVENT_STREAM } });
  return Response.json(generateAnswerOf(generation, name, true), { headers });
}

async function computed(run: Run, status: CacheStatus): Promise<Result<Response, ServiceError>> {
  const { context, identity } = run;
  const generated = await context.timing.measure("engine", async () => {
    const events = await openEvents(run);
    return events.ok ? readWhole(events.value) : events;
  });
  if (!generated.ok) return generated;
  const { generation, prefixTokens } = generated.value;
  store(run, generation);
  const headers = { ...answerHeaders(run, status), ...prefixHeader(prefixTokens) };
  return ok(Response.json(generateAnswerOf(generation, identity.name, false), { headers }));
}

async function streamed(run: Run, status: CacheStatus): Promise<Result<Response, ServiceError>> {
  const { context, identity } = run;
  const events = await context.timing.measure("engine", () => openEvents(run));
  if (!events.ok) return events;
  const { prefixTokens, first } = await readOpening(events.value, FIRST_EVENT_MS);
  if (first.type === "error") return err(first.error);
  const body = liveTranscript(events.value, first, {
    answer: (generation) => generateAnswerOf(generation, identity.name, false),
    failure: (error) => errorBody(error, context),
    complete: (generation) => store(run, generation),
  });
  return ok(new Response(body, { headers: { ...answerHeaders(run, status), ...prefixHeader(prefixTokens), ...EVENT_STREAM } }));
}

/**
 * Starts the generation. Both kinds of answer read its events, so that a caller who goes away stops the work in both. (A local development
 * server before the gateway does not pass on that a caller left before the answer began; production and workerd itself do.)
 */
async function openEvents(run: Run): Promise<Result<GenerationEventReader, ServiceError>> {
  const { engine, requestId } = run.context;
  const call = { service: "engine", requestId, deadlineMs: DEADLINES.generateMs + GRACE_MS } as const;
  const stream = await callService(call, () => engine.stream(jobOf(run)));
  if (!stream.ok) return stream;
  const onBroken = (cause: unknown) => logFailure({ event: "stream_broken", requestId, service: "engine", cause });
  const events = new GenerationEventReader(stream.value, { deadlineAt: Date.now() + call.deadlineMs, onBroken });
  const leave = (): void => void events.cancel("the caller went away");
  if (run.signal.aborted) leave();
  run.signal.addEventListener("abort", leave, { once: true });
  return ok(events);
}

const EVENT_STREAM = { "content-type": "text/event-stream; charset=utf-8" };

function jobOf({ ask, identity, digest, scope }: Run): GenerationJob {
  const { name: model, modelDigest, engineDigest } = identity;
  return {
    requestDigest: digest,
    model,
    modelDigest,
    engineDigest,
    request: ask.request,
    prefixScope: scope,
    timeoutMs: DEADLINES.generateMs,
  };
}

function answerHeaders({ identity, digest }: Run, status: CacheStatus): Record<string, string> {
  return { "x-steadytext-cache": status, "x-steadytext-model": modelHeader(identity), "x-steadytext-digest": digest };
}

/** Tells how much of the prompt was computed before. It depends on what ran when, so no body says it. */
function prefixHeader(prefixTokens: number | null): Record<string, string> {
  return prefixTokens === null ? {} : { "x-steadytext-prefix-tokens": String(prefixTokens) };
}

/** Remembers a whole generation, after the answer. */
function store({ ask, identity, digest, scope, context }: Run, generation: Generation): void {
  if (!ask.policy.store) return;
  const { modelDigest, engineDigest } = identity;
  const value = encodeGeneration(generation);
  context.waitUntil(
    context.cache.put({ scope, digest, operation: "generate", modelDigest, engineDigest, value, ttlSeconds: ask.ttlSeconds }),
  );
}
