import { SteadyTextError } from "../errors/steadytext-error.ts";

/** The part of `fetch` that is used: a service binding's will do. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How to reach the service. */
export interface ClientOptions {
  /** e.g. `https://text.example.com`; a path is kept. */
  readonly baseUrl: string | URL;
  /** Left out, only the open routes answer. */
  readonly apiKey?: string | undefined;
  /** How long nothing may come: whole answers count from the request, streams from their last event. 150,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** How often a request that failed for a passing reason is sent again; 2 by default. */
  readonly retries?: number | undefined;
  readonly fetch?: Fetch | undefined;
}

/** What may differ from call to call. */
export interface CallOptions {
  /** Aborting ends the generation on the service's side too; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  /** Further headers, such as `cache-control` and `x-request-id`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The options with their defaults. */
export interface ClientSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly fetch: Fetch;
}

/** Longer than the service itself takes at most for a model's load and a generation. */
const TIMEOUT_MS = 150_000;
const RETRIES = 2;

/** @throws SteadyTextError `invalid_options`, whose `param` is the option */
export function clientSettings(options: ClientOptions): ClientSettings {
  const { timeoutMs = TIMEOUT_MS, retries = RETRIES } = options;
  if (!(timeoutMs > 0)) throw invalid("timeoutMs", "must be a number of milliseconds above 0");
  if (!Number.isSafeInteger(retries) || retries < 0) throw invalid("retries", "must be a whole number, 0 or more");
  return {
    baseUrl: baseUrlOf(options.baseUrl),
    apiKey: apiKeyOf(options.apiKey),
    timeoutMs,
    retries,
    // The global one may only be called as a method of the global object.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

function baseUrlOf(given: string | URL): string {
  const url = URL.canParse(String(given)) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw invalid("baseUrl", "must be an http or https address, such as https://text.example.com");
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function apiKeyOf(given: string | undefined): string | null {
  const key = given?.trim() ?? "";
  if (!/^[\x21-\x7e]*$/.test(key))
    throw invalid("apiKey", "must be a key as the service gave it: it has no spaces and no characters beyond ASCII");
  return key === "" ? null : key;
}

function invalid(param: keyof ClientOptions, demand: string): SteadyTextError {
  return new SteadyTextError(`${param} ${demand}`, { code: "invalid_options", param });
}
