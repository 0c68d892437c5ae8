import { askedConstraints, type ChatRequest, type CompletionRequest, type Result, type ServiceError } from "@steadytext/core";

/** How `/generate`, and with it everything behind the routes, calls the kinds of constraints. */
const KINDS: ReadonlySet<string | undefined> = new Set(["schema", "regex", "choices"]);

/** An answer whose refusals name the fields that this request has. */
export function inOpenaiTerms<Answer>(
  answered: Result<Answer, ServiceError>,
  body: ChatRequest | CompletionRequest,
): Result<Answer, ServiceError> {
  if (answered.ok) return answered;
  const param = openaiParam(answered.error.param, body);
  return param === undefined ? answered : { ok: false, error: { ...answered.error, param } };
}

function openaiParam(param: string | undefined, body: ChatRequest | CompletionRequest): string | undefined {
  if (param === "prompt" && "messages" in body) return "messages";
  if (!KINDS.has(param)) return param;
  const asked = askedConstraints(body);
  return asked.ok ? (asked.value[0]?.param ?? param) : param;
}
