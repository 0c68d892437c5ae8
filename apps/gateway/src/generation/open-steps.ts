import { DEADLINES, ok, type GenerationJob, type Result, type ServiceError } from "@steadytext/core";
import type { Admission } from "../auth/admission.ts";
import { logFailure } from "../log-failure.ts";
import { callService } from "../services/call-service.ts";
import { checkConstraint } from "./check-constraint.ts";
import { GenerationEventReader } from "./event-reader.ts";
import type { GenerationRun } from "./generation-run.ts";
import type { StepSource } from "./live-transcript.ts";
import { ObservedSteps } from "./observed-steps.ts";
import { SettledSteps } from "./settled-steps.ts";

/** The engine keeps its own deadline; this one is for an engine that does not. */
const GRACE_MS = 5000;

/**
 * Starts the generation, whose tokens are settled with `admission` at its end. Whole answers read its events as streams do, so that a caller who goes away stops the work in both. (A local development
 * server before the gateway does not pass on that a caller left before the answer began; production and workerd itself do.)
 */
export async function openSteps(run: GenerationRun, admission: Pick<Admission, "settle">): Promise<Result<StepSource, ServiceError>> {
  const checked = checkConstraint(run.ask.request.constraint);
  if (!checked.ok) return checked;
  const { engine, requestId } = run.context;
  const call = { service: "engine", requestId, deadlineMs: DEADLINES.generateMs + GRACE_MS } as const;
  const stream = await callService(call, () => engine.stream(jobOf(run)));
  if (!stream.ok) return stream;
  const onBroken = (cause: unknown) => logFailure({ event: "stream_broken", requestId, service: "engine", cause });
  const events = new GenerationEventReader(stream.value, { deadlineAt: Date.now() + call.deadlineMs, onBroken });
  const steps = new ObservedSteps(new SettledSteps(events, admission), run.context.observer.generation());
  const leave = (): void => void steps.cancel("the caller went away");
  if (run.signal.aborted) leave();
  run.signal.addEventListener("abort", leave, { once: true });
  return ok(steps);
}

function jobOf({ ask, identity, digest, scope, context }: GenerationRun): GenerationJob {
  const { name: model, modelDigest, engineDigest } = identity;
  return {
    requestDigest: digest,
    model,
    modelDigest,
    engineDigest,
    request: ask.request,
    prefixScope: scope,
    timeoutMs: DEADLINES.generateMs,
    region: context.region,
    fresh: !ask.policy.read,
  };
}
