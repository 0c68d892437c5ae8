import { err, ok, type Result, type ServiceError } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import type { CacheStatus } from "../caching/result-cache.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Computation } from "./computation.ts";
import { replay } from "./dialect.ts";
import type { GenerationAsk } from "./generation-ask.ts";
import { generationRun, type GenerationRun, type RunSurroundings } from "./generation-run.ts";
import { liveTranscript } from "./live-transcript.ts";
import { findStored, obtainGenerations } from "./obtain-generations.ts";
import { openSteps } from "./open-steps.ts";
import { readOpening } from "./read-opening.ts";
import { store } from "./stored-generation.ts";

/** How long a stream's headers wait for each of its first two events. */
const FIRST_EVENT_MS = 5000;

const EVENT_STREAM = { "content-type": "text/event-stream; charset=utf-8" };

/** Answers one generation, whole or as a stream, from the cache or the engine. */
export async function runGeneration(ask: GenerationAsk, surroundings: RunSurroundings): Promise<Result<Response, ServiceError>> {
  const run = await generationRun(ask, surroundings);
  return ask.stream ? streamed(run) : whole(run);
}

async function whole(run: GenerationRun): Promise<Result<Response, ServiceError>> {
  const obtained = await obtainGenerations([run]);
  if (!obtained.ok) return obtained;
  const { generation, status, computation } = obtained.value[0]!;
  const body = run.ask.dialect(run, run.context).whole(generation, status === "HIT");
  return ok(Response.json(body, { headers: answerHeaders(run, status, computation) }));
}

async function streamed(run: GenerationRun): Promise<Result<Response, ServiceError>> {
  const dialect = run.ask.dialect(run, run.context);
  const found = await findStored([run]);
  if (!found.ok) return found;
  const [stored = "MISS"] = found.value;
  if (typeof stored === "object") return ok(new Response(replay(dialect, stored), { headers: streamHeaders(run, "HIT", null) }));
  const steps = await run.context.timing.measure("engine", () => openSteps(run, run.admission));
  if (!steps.ok) return steps;
  const { computation, first } = await readOpening(steps.value, FIRST_EVENT_MS);
  if (first.type === "error") return err(first.error);
  const body = liveTranscript(steps.value, first, dialect, {
    complete: (generation) => store(run, generation),
    differs: () => reportMismatch(run),
  });
  return ok(new Response(body, { headers: streamHeaders(run, stored, computation) }));
}

/** The same tokens were told twice, and not alike: nothing may be stored, and somebody must know. */
function reportMismatch({ context: { metrics, requestId } }: GenerationRun): void {
  metrics.count("determinismMismatches");
  logFailure({ event: "stream_differs_from_result", requestId, service: "engine" });
}

function streamHeaders(run: GenerationRun, status: CacheStatus, computation: Computation | null): Record<string, string> {
  return { ...answerHeaders(run, status, computation), ...EVENT_STREAM };
}
