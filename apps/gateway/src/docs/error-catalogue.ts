import type { PublicErrorCode } from "../http/error-status.ts";

/** What a caller should know of an error. */
export interface ErrorEntry {
  readonly meaning: string;
  readonly cause: string;
  readonly remedy: string;
  /** Whether the same request, sent again, may be answered. */
  readonly retry: "never" | "later";
}

/** Every code that a caller may see: the one source of the pages and of the API's description. */
export const ERROR_CATALOGUE: Readonly<Record<PublicErrorCode, ErrorEntry>> = {
  invalid_json: {
    meaning: "The body is not JSON.",
    cause: "A syntax error, an empty body, bytes that are no UTF-8, or objects and lists nested too deep.",
    remedy: "Send one JSON object in UTF-8; the message says what was wrong.",
    retry: "never",
  },
  invalid_request: {
    meaning: "A field, a header or a parameter of the query has a value that is not taken.",
    cause: "A required field is missing, or a value is of another type, outside its range or in conflict with another one.",
    remedy: "Change the field that param names; the message says what it must be.",
    retry: "never",
  },
  unknown_field: {
    meaning: "The request has a field that this operation does not know.",
    cause: "A misspelling, or a field of another API: nothing is dropped in silence.",
    remedy: "Remove the field that param names, or correct its spelling.",
    retry: "never",
  },
  unsupported_parameter: {
    meaning: "The field is known from other APIs, and this service does not offer it.",
    cause: "For example n above 1, tools or constraints on the output.",
    remedy: "Leave out the field that param names.",
    retry: "never",
  },
  unsupported_schema: {
    meaning: "A constraint on the output cannot be compiled.",
    cause: "It uses a keyword that cannot be guaranteed, contradicts itself, or is too large; pointer is the JSON pointer of the keyword.",
    remedy: "Simplify the constraint as the message says.",
    retry: "never",
  },
  invalid_model: {
    meaning: "An uploaded file is no model that could be loaded.",
    cause: "Its digest, its size or its structure is not what the upload said or what the service can run.",
    remedy: "Check the file and its SHA-256, then upload it again; the message says what was found.",
    retry: "never",
  },
  context_length_exceeded: {
    meaning: "The prompt, with the tokens asked for, is longer than the model's context.",
    cause: "n_prompt_tokens and n_ctx tell both lengths.",
    remedy: "Shorten the prompt or lower max_tokens; for embeddings truncate may be set to true.",
    retry: "never",
  },
  missing_api_key: {
    meaning: "The request carries no key.",
    cause: "Neither X-API-Key nor Authorization was sent.",
    remedy: "Send the key in X-API-Key, or as Authorization: Bearer.",
    retry: "never",
  },
  invalid_api_key: {
    meaning: "The key is not valid.",
    cause: "It is malformed, unknown, revoked or expired. Native routes answer 403, all others 401.",
    remedy: "Check the key for missing characters, or ask the operator for a new one.",
    retry: "never",
  },
  insufficient_scope: {
    meaning: "The key is valid, and may not do this.",
    cause: "It has none of the scopes that the operation asks for, or may not use this model.",
    remedy: "Use another key, or have the scope added to this one.",
    retry: "never",
  },
  not_found: {
    meaning: "There is nothing at this address.",
    cause: "The path is misspelled, or what it names does not exist.",
    remedy: "Check the path: GET / lists the routes.",
    retry: "never",
  },
  model_not_found: {
    meaning: "There is no such model.",
    cause: "The name is misspelled, the model is of another kind, or no version of it is active.",
    remedy: "GET /v1/models lists the names that the key may use; leave model out for the default.",
    retry: "never",
  },
  method_not_allowed: {
    meaning: "The route does not take this method.",
    cause: "Most often a GET where a POST is expected.",
    remedy: "Use one of the methods in the header Allow.",
    retry: "never",
  },
  request_timeout: {
    meaning: "The body did not arrive in time.",
    cause: "The connection is too slow, or it stalled.",
    remedy: "Send the request again.",
    retry: "later",
  },
  sequence_conflict: {
    meaning: "The model was changed by somebody else since it was read.",
    cause: "Its sequence number is no longer the one in if_sequence, or the version exists with another content.",
    remedy: "Read GET /admin/models again, and decide anew.",
    retry: "never",
  },
  idempotency_mismatch: {
    meaning: "Reserved: an idempotency key was used for two different requests. No operation answers this today.",
    cause: "Equal requests have equal answers, so Idempotency-Key is echoed and nothing is stored under it.",
    remedy: "Use a new idempotency key for a new request.",
    retry: "never",
  },
  body_too_large: {
    meaning: "The body, or one value in it, is larger than is taken.",
    cause: "The message tells the limit; GET /info lists all limits.",
    remedy: "Shorten the request, or split it into several.",
    retry: "never",
  },
  unsupported_media_type: {
    meaning: "The body is of another type than the operation takes.",
    cause: "The header content-type is missing or names another type or charset, or the body is compressed.",
    remedy: "Send content-type: application/json, in UTF-8 and uncompressed; the message tells where another type is expected.",
    retry: "never",
  },
  rate_limited: {
    meaning: "The key, or the address, has used what it may for the moment.",
    cause: "Too many requests or tokens a minute, too many requests at once, or too many failed authentications.",
    remedy: "Wait for the seconds in Retry-After; the x-ratelimit headers tell where each limit stands.",
    retry: "later",
  },
  quota_exceeded: {
    meaning: "The key has used its tokens of the day or of the month.",
    cause: "A quota that the operator set for the key.",
    remedy: "Wait for the seconds in Retry-After, or have the quota raised; x-should-retry: false tells clients not to try at once.",
    retry: "later",
  },
  internal: {
    meaning: "Something went wrong that nobody foresaw.",
    cause: "A fault of the service; what happened is in its log under the request id.",
    remedy: "Try again; if it stays, report the request id.",
    retry: "later",
  },
  model_loading: {
    meaning: "The model is not in memory yet.",
    cause: "It was activated or the service was started a moment ago.",
    remedy: "Wait for the seconds in Retry-After; GET /health/ready tells when it is there.",
    retry: "later",
  },
  overloaded: {
    meaning: "More work is waiting than can be done in time.",
    cause: "Many callers at once.",
    remedy: "Wait for the seconds in Retry-After, and send fewer requests at once.",
    retry: "later",
  },
  auth_unavailable: {
    meaning: "The key could not be checked.",
    cause: "The storage of keys does not answer. Nobody is let in unchecked.",
    remedy: "Wait for the seconds in Retry-After, then try again.",
    retry: "later",
  },
  unavailable: {
    meaning: "A part of the service does not answer.",
    cause: "It is being replaced or has failed.",
    remedy: "Wait for the seconds in Retry-After, then try again.",
    retry: "later",
  },
  deadline_exceeded: {
    meaning: "The answer was not ready in time.",
    cause: "A long generation, or a busy service.",
    remedy: "Ask for fewer tokens, stream the answer, or try again.",
    retry: "later",
  },
  not_cached: {
    meaning: "The answer is not stored, and nothing was to be computed.",
    cause: "The request said Cache-Control: only-if-cached.",
    remedy: "Leave only-if-cached out to have the answer computed.",
    retry: "never",
  },
};

/** Every public code, in the order of the catalogue. */
export const PUBLIC_CODES = Object.keys(ERROR_CATALOGUE) as PublicErrorCode[];
