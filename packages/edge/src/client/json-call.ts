import type { CallOptions } from "./client-options.ts";
import type { Call } from "./transport.ts";

/** A request that has no method of its own. */
export interface RequestOptions extends CallOptions {
  /** Sent as JSON. */
  readonly body?: object | undefined;
  readonly repeatable?: boolean | undefined;
}

export function jsonCall(method: string, path: string, body: object | undefined, options: CallOptions, repeatable = true): Call {
  if (body === undefined) return { method, path, repeatable, options };
  return { method, path, repeatable, options, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
