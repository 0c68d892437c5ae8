import { fail, ok, type ModelIdentity, type Result, type ServiceError } from "@steadytext/core";

/** Whether a request's `model`, where it has one, is the model that answers. */
export function checkModelName(asked: string | undefined, active: ModelIdentity, alias: string | null): Result<null, ServiceError> {
  if (asked === undefined || asked === active.name || asked === alias) return ok(null);
  return fail("model_not_found", `The model ${asked} is not served here: leave model out, or ask for ${active.name}`, { param: "model" });
}
