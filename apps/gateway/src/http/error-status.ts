import type { ErrorCode } from "@steadytext/core";
import { STATUS_OF_CODE } from "@steadytext/core/answers";
import type { ErrorFamily } from "./error-family.ts";

/** Codes that Workers tell each other; callers get another in their place. */
const INTERNAL_CODES = ["model_changed", "cancelled"] as const satisfies readonly ErrorCode[];

/** A code that a caller may see. */
export type PublicErrorCode = Exclude<ErrorCode, (typeof INTERNAL_CODES)[number]>;

/** The status of a code. A key that is not valid is 403 on the native routes, as in the reference, and 401 where clients know that. */
export function statusOf(code: ErrorCode, family: ErrorFamily): number {
  return code === "invalid_api_key" && family !== "native" ? 401 : STATUS_OF_CODE[code];
}

/** Whether this version knows a code: one that it does not can only come from a newer Worker. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(STATUS_OF_CODE, code);
}

/** Whether a code stays between Workers. */
export function isInternalCode(code: ErrorCode): boolean {
  return (INTERNAL_CODES as readonly ErrorCode[]).includes(code);
}
