import { fail, type Result, type ServiceError } from "@steadytext/core";
import type { RequestContext } from "../../../context.ts";
import type { KeyGuardService } from "../../../guard/key-guard-service.ts";

/** Asks the guard of a key for an operator. */
export async function askGuard<T>(
  context: RequestContext,
  id: string,
  call: (guard: KeyGuardService) => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  const answer = await context.guards.ask(id, context, call);
  if (answer.ok) return answer.value;
  return fail("unavailable", "The key's record cannot be reached: look whether it was changed, then try again", { retryAfterSeconds: 1 });
}
