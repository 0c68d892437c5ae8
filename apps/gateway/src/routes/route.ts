import type { Result, ServiceError } from "@steadytext/core";
import type { z } from "zod";
import type { Admission } from "../auth/admission.ts";
import type { Scope } from "../auth/key-record.ts";
import type { RequestContext } from "../context.ts";
import type { UnsupportedFields } from "../http/validate.ts";
import type { RouteDocs } from "./route-docs.ts";

/** What a handler gets. Until `admission.admitted` says yes it may prepare, but compute nothing. */
interface RouteInput<Body, Params, Query> {
  readonly request: Request;
  readonly body: Body;
  readonly params: Params;
  readonly query: Query;
  readonly admission: Admission;
  readonly context: RequestContext;
}

/** One operation of the API: what it takes, who may use it, what it answers. */
export interface Route<Body = unknown, Params = unknown, Query = unknown> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` for a segment that `params` describes. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** A key needs one of these; null is an open route. */
  readonly scopes: readonly Scope[] | null;
  /** Schema of the JSON body; null where there is none, or where the handler reads the body itself. */
  readonly request: z.ZodType<Body> | null;
  /** The most bytes of a JSON body; `LIMITS.bodyBytes` where it is left out. */
  readonly bodyBytes?: number;
  /** Schema of the path's segments, as decoded text. */
  readonly params?: z.ZodType<Params>;
  /** Schema of the query, as text. */
  readonly query?: z.ZodType<Query>;
  readonly unsupported?: UnsupportedFields;
  /** Schema of the JSON answer; null for anything else. */
  readonly response: z.ZodType | null;
  readonly docs?: RouteDocs;
  /** A method, so that a list of routes can hold handlers of different bodies. */
  handle(input: RouteInput<Body, Params, Query>): Promise<Result<Response, ServiceError>>;
}

/** Scopes of the routes that any key for inference may use. */
export const INFERENCE_SCOPES = ["generate", "embed", "rerank"] as const satisfies readonly Scope[];

/** Checks a descriptor's types: what its handler gets is what its schemas describe. */
export function defineRoute<Body, Params, Query>(route: Route<Body, Params, Query>): Route<Body, Params, Query> {
  return route;
}
