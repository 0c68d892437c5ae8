import type { Result, ServiceError } from "@steadytext/core";
import type { z } from "zod";
import type { Admission } from "../auth/admission.ts";
import type { Scope } from "../auth/key-record.ts";
import type { RequestContext } from "../context.ts";
import type { UnsupportedFields } from "../http/validate.ts";

/** What a handler gets. Until `admission.admitted` says yes it may prepare, but compute nothing. */
interface RouteInput<Body> {
  readonly request: Request;
  readonly body: Body;
  readonly admission: Admission;
  readonly context: RequestContext;
}

/** One operation of the API: what it takes, who may use it, what it answers. */
export interface Route<Body = unknown> {
  readonly method: "GET" | "POST";
  readonly path: `/${string}`;
  readonly summary: string;
  /** A key needs one of these; null is an open route. */
  readonly scopes: readonly Scope[] | null;
  /** Schema of the JSON body; null where there is none. */
  readonly request: z.ZodType<Body> | null;
  readonly unsupported?: UnsupportedFields;
  /** Schema of the JSON answer; null for plain text. */
  readonly response: z.ZodType | null;
  /** A method, so that a list of routes can hold handlers of different bodies. */
  handle(input: RouteInput<Body>): Promise<Result<Response, ServiceError>>;
}

/** Scopes of the routes that any key for inference may use. */
export const INFERENCE_SCOPES = ["generate", "embed", "rerank"] as const satisfies readonly Scope[];

/** Checks a descriptor's types: its handler's body is its schema's. */
export function defineRoute<Body>(route: Route<Body>): Route<Body> {
  return route;
}
