import { err, ok, type Generation, type Result, type ServiceError } from "@steadytext/core";
import { computationOf, type Computation } from "./computation.ts";
import type { StepSource } from "./live-transcript.ts";

/** Waits end this often only to look at the clock. */
const WAIT_MS = 5000;

/** What came out, and how. */
export interface GenerationResult {
  readonly generation: Generation;
  readonly computation: Computation | null;
  /** Whether it is all that was asked for: else time ran out, and it must not be stored. */
  readonly isWhole: boolean;
}

/** Reads a generation to its end. */
export async function readWhole(events: StepSource): Promise<Result<GenerationResult, ServiceError>> {
  let computation: Computation | null = null;
  for (;;) {
    const step = await events.next(WAIT_MS);
    if (step.type === "started") computation = computationOf(step);
    if (step.type === "error") return err(step.error);
    if (step.type === "done" || step.type === "capped")
      return ok({ generation: step.generation, computation, isWhole: step.type === "done" });
  }
}
