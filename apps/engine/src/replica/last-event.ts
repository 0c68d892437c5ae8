import { fail, ok, type Generation, type GenerationEvent, type Result, type ServiceError } from "@steadytext/core";

/** Runs a generation to its end and keeps only what came out. */
export async function lastEvent(events: AsyncIterable<GenerationEvent>): Promise<Result<Generation, ServiceError>> {
  for await (const event of events) {
    if (event.type === "done") return ok(event.generation);
    if (event.type === "error") return { ok: false, error: event.error };
  }
  return fail("internal", "The generation ended without a result");
}
