import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  TimeoutError,
  type SteadyTextError,
} from "@steadytext/edge/client";
import type { FailureReport } from "./describe-failure.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";

const GIVE_KEY = "Set STEADYTEXT_API_KEY, give --api-key-file, or run `steadytext config set-key`.";

/** What to tell of a failure that the client reported. */
export function describeServiceFailure(error: SteadyTextError): FailureReport {
  const { exitCode, next } = verdictOn(error);
  return {
    message: error.message,
    next,
    exitCode,
    code: error.code,
    ...(error.requestId === null ? {} : { requestId: error.requestId }),
  };
}

function verdictOn(error: SteadyTextError): { readonly exitCode: ExitCode; readonly next: string } {
  if (error.code === "missing_api_key") return { exitCode: EXIT.authentication, next: GIVE_KEY };
  if (error.code === "unexpected_answer") return network("Check the address: --url, STEADYTEXT_URL, or `steadytext config show`.");
  if (error.code === "invalid_model")
    return { exitCode: EXIT.integrity, next: "Nothing was published. Check the file against its source." };
  if (error.code === "invalid_options")
    return error.param === "apiKey"
      ? { exitCode: EXIT.authentication, next: GIVE_KEY }
      : { exitCode: EXIT.usage, next: "Check --url, STEADYTEXT_URL, or `steadytext config show`." };
  if (error instanceof AuthenticationError)
    return { exitCode: EXIT.authentication, next: `The key is wrong, revoked or expired. ${GIVE_KEY}` };
  if (error instanceof PermissionError)
    return { exitCode: EXIT.authentication, next: "Use a key that has the scope: `steadytext keys create` makes one." };
  if (error instanceof NotFoundError)
    return { exitCode: EXIT.notFound, next: "`steadytext models list` and `steadytext keys list` show what there is." };
  if (error instanceof RateLimitError) return { exitCode: EXIT.rateLimited, next: waitFor(error) };
  if (error instanceof TimeoutError) return network("Try again, or give the service longer with --timeout.");
  if (error instanceof ConnectionError) return network("Is the service running, and is the address right (--url, STEADYTEXT_URL)?");
  if (error instanceof ConflictError)
    return { exitCode: EXIT.other, next: "Somebody changed it first: look with `steadytext models list`, then run the command again." };
  if (error instanceof InvalidRequestError) return { exitCode: EXIT.usage, next: "Change the request: the same one will fail again." };
  return { exitCode: EXIT.other, next: waitFor(error) };
}

function network(next: string) {
  return { exitCode: EXIT.network, next };
}

function waitFor({ retryAfter, requestId }: SteadyTextError): string {
  if (retryAfter !== null) return `Try again in ${retryAfter} s.`;
  return requestId === null ? "Try again." : `Try again; if it stays so, look for request ${requestId} in the service's log.`;
}
