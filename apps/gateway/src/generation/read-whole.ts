import { err, fail, ok, type Generation, type Result, type ServiceError } from "@steadytext/core";
import { computationOf, type Computation } from "./computation.ts";
import type { StepSource } from "./live-transcript.ts";

/** Waits end this often only to look at the clock. */
const WAIT_MS = 5000;

const CAPPED = "The generation took longer than one may: ask for fewer tokens, or as a stream, which ends with what there is by then";

/** What came out, and how. */
export interface GenerationResult {
  readonly generation: Generation;
  readonly computation: Computation | null;
}

/** Reads a generation to its end. One that was cut by the time it took is no answer: its bytes would depend on more than the request. */
export async function readWhole(events: StepSource): Promise<Result<GenerationResult, ServiceError>> {
  let computation: Computation | null = null;
  for (;;) {
    const step = await events.next(WAIT_MS);
    if (step.type === "started") computation = computationOf(step);
    if (step.type === "error") return err(step.error);
    if (step.type === "done") return ok({ generation: step.generation, computation });
    if (step.type === "capped") return fail("deadline_exceeded", CAPPED);
  }
}
