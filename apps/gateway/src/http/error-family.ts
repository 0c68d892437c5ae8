/** How a family of routes tells errors: flat as the reference does (`cache` differs in the status of a bad key), or nested as OpenAI's clients parse them. */
export type ErrorFamily = "native" | "cache" | "openai";

/** What an error answer depends on besides the error. */
export interface ErrorContext {
  readonly requestId: string;
  readonly family: ErrorFamily;
  /** Scheme and host that the caller used, for links to the documentation. */
  readonly origin: string;
}

const OPENAI = /^\/(?:v1|admin)(?:\/|$)/;
const CACHE = /^\/api(?:\/|$)/;

/** The family of a path, whether or not there is such a route. */
export function errorFamily(pathname: string): ErrorFamily {
  if (OPENAI.test(pathname)) return "openai";
  return CACHE.test(pathname) ? "cache" : "native";
}
