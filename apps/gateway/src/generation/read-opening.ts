import { computationOf, type Computation } from "./computation.ts";
import type { ReadStep } from "./event-reader.ts";
import type { StepSource } from "./live-transcript.ts";

/** How a stream begins. */
export interface Opening {
  /** null while the generation waits for its turn. */
  readonly computation: Computation | null;
  /** The first step that the client's stream tells of. */
  readonly first: ReadStep;
}

/** Reads as far as the first token, so that headers can tell the reuse, and a failure at the start still gets its own status. Waits `waitMs` at most for each event. */
export async function readOpening(events: StepSource, waitMs: number): Promise<Opening> {
  const step = await events.next(waitMs);
  if (step.type !== "started") return { computation: null, first: step };
  return { computation: computationOf(step), first: await events.next(waitMs) };
}
