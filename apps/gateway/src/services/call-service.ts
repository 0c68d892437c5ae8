import { fail, type Result, type ServiceError } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import { withDeadline } from "./with-deadline.ts";

/** Who is asked, by whom, and for how long the answer is waited for. */
export interface ServiceCall {
  readonly service: "engine" | "embedder" | "cache" | "meter";
  readonly requestId: string;
  readonly deadlineMs: number;
}

/** Asks another Worker. That it cannot be reached, or does not answer, is an expected failure here; the cause goes to the log. */
export async function callService<T>(
  { service, requestId, deadlineMs }: ServiceCall,
  call: () => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  try {
    const outcome = await withDeadline(call(), deadlineMs);
    if (outcome.ok) return outcome.value;
    logFailure({ event: "service_late", requestId, service });
    return fail("deadline_exceeded", `The ${service} did not answer within ${deadlineMs / 1000} s: ask for less, or try again`);
  } catch (cause) {
    logFailure({ event: "service_failed", requestId, service, cause });
    return fail("unavailable", `The ${service} cannot be reached: try again`, { retryAfterSeconds: 1 });
  }
}
