import type { Interruption } from "./router.ts";

/** What the platform says of a Durable Object's exception, on the exception itself. */
interface PlatformError {
  readonly overloaded?: unknown;
  readonly retryable?: unknown;
  readonly durableObjectReset?: unknown;
}

/** A replica that was reset may be asked again; one that the platform calls overloaded must not be; anything else is a bug of ours. */
export function interruptionOf(cause: unknown): Interruption {
  if (typeof cause !== "object" || cause === null) return "fault";
  const { overloaded, retryable, durableObjectReset } = cause as PlatformError;
  if (overloaded === true) return "overloaded";
  return retryable === true || durableObjectReset === true ? "reset" : "fault";
}
