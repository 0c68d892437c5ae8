import { fail, ok, type GenerationEvent, type GenerationResult, type Result, type ServiceError } from "@steadytext/core";

/** Runs a generation to its end and keeps only what came out. */
export async function lastEvent(events: AsyncIterable<GenerationEvent>): Promise<Result<GenerationResult, ServiceError>> {
  let prefixTokens = 0;
  for await (const event of events) {
    if (event.type === "started") ({ prefixTokens } = event);
    if (event.type === "done") return ok({ generation: event.generation, prefixTokens });
    if (event.type === "error") return { ok: false, error: event.error };
  }
  return fail("internal", "The generation ended without a result");
}
