import { LIMITS, ok, type NamespaceService, type Result, type ServiceError } from "@steadytext/core";
import type { z } from "zod";
import type { RequestContext } from "../../context.ts";
import { callService } from "../../services/call-service.ts";
import { defineRoute, type Route } from "../route.ts";

/** Well below the 30 s that clients wait. */
const DEADLINE_MS = 10_000;

/** Asks the caller's own namespaces. */
type AskNamespaces = <T>(
  work: (namespaces: NamespaceService, tenant: string) => Promise<Result<T, ServiceError>>,
) => Promise<Result<T, ServiceError>>;

/** One operation of the cache protocol. */
interface CacheOperation<Body> {
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly scope: "cache:read" | "cache:write";
  readonly request: z.ZodType<Body>;
  readonly response: z.ZodType;
  run(body: Body, ask: AskNamespaces): Promise<Result<Response, ServiceError>>;
}

/** A route of the cache protocol: nothing is asked for a caller who is not admitted, since even a read is counted. */
export function cacheRoute<Body>({ scope, run, ...operation }: CacheOperation<Body>): Route<Body> {
  return defineRoute({
    ...operation,
    method: "POST",
    scopes: [scope],
    bodyBytes: LIMITS.cacheBodyBytes,
    async handle({ body, admission, context }) {
      const admitted = await admission.admitted;
      return admitted.ok ? run(body, asking(context, admission.tenant)) : admitted;
    },
  });
}

/** The answer of a write. */
export function done(outcome: Result<null, ServiceError>): Result<Response, ServiceError> {
  return outcome.ok ? ok(Response.json({ success: true })) : outcome;
}

function asking({ namespaces, requestId }: RequestContext, tenant: string): AskNamespaces {
  return (work) => callService({ service: "cache", requestId, deadlineMs: DEADLINE_MS }, () => work(namespaces, tenant));
}
