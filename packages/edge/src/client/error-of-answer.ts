import { errorWithStatus } from "../errors/error-class.ts";
import { ConnectionError, type ErrorFacts, type SteadyTextError } from "../errors/steadytext-error.ts";

/** Longest text of a foreign answer that a message quotes. */
const QUOTED = 200;
/** Fields of an error body that have a place of their own, in either family; the others are details. */
const OWN_FIELDS = new Set(["error", "message", "type", "code", "param", "doc_url", "request_id"]);

/** The failure that an answer tells. Both families are understood: flat, and nested as OpenAI's clients expect it. */
export async function errorOfAnswer(response: Response): Promise<SteadyTextError> {
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) return redirected(response);
  const text = await response.text();
  return errorOfBody(parse(text), answerFacts(response)) ?? foreignAnswer(text, response);
}

/** The failure that an error body tells; null where it is none of the service's. */
export function errorOfBody(
  body: unknown,
  answer: Pick<ErrorFacts, "requestId" | "retryAfter" | "shouldRetry"> & { readonly status: number },
) {
  if (!isRecord(body)) return null;
  const told = isRecord(body["error"]) ? body["error"] : { ...body, message: body["error"] };
  const { message, code, param } = told;
  if (typeof message !== "string" || typeof code !== "string") return null;
  const requestId = typeof body["request_id"] === "string" ? body["request_id"] : (answer.requestId ?? null);
  const details = Object.fromEntries(Object.entries(told).filter(([name]) => !OWN_FIELDS.has(name)));
  const facts = { ...answer, code: code as ErrorFacts["code"], requestId, param: typeof param === "string" ? param : null, details };
  return errorWithStatus(message, facts);
}

function answerFacts({ status, headers }: Response) {
  const wait = headers.get("retry-after");
  const retry = headers.get("x-should-retry");
  return {
    status,
    requestId: headers.get("x-request-id"),
    retryAfter: wait !== null && /^\d{1,9}$/.test(wait) ? Number(wait) : null,
    shouldRetry: retry === null ? null : retry === "true",
  };
}

function redirected(response: Response): ConnectionError {
  const location = response.headers.get("location");
  const where = location === null ? "elsewhere" : `to ${location.slice(0, QUOTED)}`;
  return new ConnectionError(`The address redirects ${where}. Keys are never sent after a redirect: give the final address as baseUrl.`, {
    code: "unexpected_answer",
    status: response.status === 0 ? null : response.status,
  });
}

function foreignAnswer(text: string, response: Response): SteadyTextError {
  const quoted = text.trim() === "" ? "nothing" : JSON.stringify(text.slice(0, QUOTED));
  const message = `${response.status} with ${quoted}, which is no answer of this service: check baseUrl and what stands before it.`;
  return errorWithStatus(message, { ...answerFacts(response), code: "unexpected_answer" });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
