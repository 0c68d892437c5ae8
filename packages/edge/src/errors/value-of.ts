import type { Result, ServiceError } from "@steadytext/core";
import { errorOfFailure } from "./error-of-failure.ts";

/** @throws SteadyTextError where the result is a failure */
export function valueOf<T>(result: Result<T, ServiceError>): T {
  if (!result.ok) throw errorOfFailure(result.error);
  return result.value;
}
