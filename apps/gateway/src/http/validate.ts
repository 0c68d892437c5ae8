import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import type { z } from "zod";
import { innermostIssue, issueMessage } from "./issue-message.ts";
import { parsePresent } from "./parse-present.ts";

/**
 * Fields that the API knows but does not offer on a route, each with the one value besides null that asks for nothing (undefined: there is none).
 * They are refused by name: a parameter that is dropped in silence gives an answer to another question.
 */
export type UnsupportedFields = Readonly<Record<string, unknown>>;

/** Names in messages are cut to this: a caller's own text should not fill the answer. */
const NAME_LENGTH = 64;

/** Parses a body by its schema; what is wrong is told with the field's path and what it must be. */
export function validate<T>(schema: z.ZodType<T>, value: unknown, unsupported: UnsupportedFields = {}): Result<T, ServiceError> {
  const offered = withoutUnsupported(value, unsupported);
  if (!offered.ok) return offered;
  const present = parsePresent(schema, offered.value);
  if (present !== null) return ok(present);
  const parsed = schema.safeParse(offered.value);
  return parsed.success ? ok(parsed.data) : refusal(parsed.error.issues, offered.value);
}

function withoutUnsupported(value: unknown, unsupported: UnsupportedFields): Result<unknown, ServiceError> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ok(value);
  const known = Object.entries(value).filter(([name]) => Object.hasOwn(unsupported, name));
  if (known.length === 0) return ok(value);
  const refused = known.find(([name, given]) => given !== null && given !== unsupported[name]);
  if (!refused) return ok(Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(unsupported, name))));
  return fail("unsupported_parameter", `${refused[0]} is not supported: leave it out`, { param: refused[0] });
}

function refusal(issues: readonly z.core.$ZodIssue[], value: unknown): Result<never, ServiceError> {
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) {
    const param = [...unknown.path, unknown.keys[0]].join(".").slice(0, NAME_LENGTH);
    return fail("unknown_field", `${param} is not a field of this request: remove it or check its spelling`, { param });
  }
  const [first] = issues;
  if (first === undefined || first.path.length === 0) return fail("invalid_request", "The body must be a JSON object");
  const issue = innermostIssue(first);
  const param = issue.path.join(".").slice(0, NAME_LENGTH);
  const missing = issue.path.length === 1 && !Object.hasOwn(Object(value), String(issue.path[0]));
  return fail("invalid_request", missing ? `${param} is required` : `${param} ${issueMessage(issue)}`, { param });
}
