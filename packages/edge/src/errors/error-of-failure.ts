import type { ServiceError } from "@steadytext/core";
import { STATUS_OF_CODE } from "@steadytext/core/answers";
import { errorWithStatus } from "./error-class.ts";
import type { SteadyTextError } from "./steadytext-error.ts";

/** An expected failure as it is thrown, with the status that the service would answer. */
export function errorOfFailure({ code, message, param, retryAfterSeconds, details }: ServiceError): SteadyTextError {
  return errorWithStatus(message, {
    code,
    status: STATUS_OF_CODE[code],
    param: param ?? null,
    retryAfter: retryAfterSeconds ?? null,
    ...(details === undefined ? {} : { details }),
  });
}
