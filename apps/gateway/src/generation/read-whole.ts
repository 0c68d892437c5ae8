import { err, ok, type Generation, type Result, type ServiceError } from "@steadytext/core";
import type { StepSource } from "./live-transcript.ts";

/** Waits end this often only to look at the clock. */
const WAIT_MS = 5000;

/** What came out, and how many tokens of the prompt were computed before. */
export interface GenerationResult {
  readonly generation: Generation;
  readonly prefixTokens: number;
}

/** Reads a generation to its end. */
export async function readWhole(events: StepSource): Promise<Result<GenerationResult, ServiceError>> {
  let prefixTokens = 0;
  for (;;) {
    const step = await events.next(WAIT_MS);
    if (step.type === "started") ({ prefixTokens } = step);
    if (step.type === "error") return err(step.error);
    if (step.type === "done") return ok({ generation: step.generation, prefixTokens });
  }
}
