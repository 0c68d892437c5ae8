import { ServerError } from "../errors/steadytext-error.ts";
import { answerMeta, withMeta, type Answered } from "./answer-meta.ts";
import { Attempt } from "./attempt.ts";
import type { CallOptions, ClientSettings } from "./client-options.ts";
import { errorOfAnswer } from "./error-of-answer.ts";
import { pause } from "./pause.ts";
import { retryDelay } from "./retry-policy.ts";

/** What `fetch` takes as a body. */
export type RequestBody = Exclude<RequestInit["body"], undefined>;

/** One request to send. */
export interface Call {
  readonly method: string;
  /** Below the base address, with its query. */
  readonly path: string;
  readonly body?: RequestBody;
  /** Whether doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly options: CallOptions;
}

/** Sends requests, again where that may help, and turns what fails into errors. */
export class Transport {
  readonly #settings: ClientSettings;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  /** Sends a call and reads its JSON. */
  json<T extends object>(call: Call): Promise<Answered<T>> {
    return this.send(call, async (response, attempt) => {
      const text = await response.text();
      attempt.end();
      return withMeta(parseAnswer<T>(text, response), answerMeta(response));
    });
  }

  /**
   * Sends a call until `read` has what it wants of a successful answer.
   * @param read ends the attempt once it awaits nothing further
   */
  async send<T>(call: Call, read: (response: Response, attempt: Attempt) => T | Promise<T>): Promise<T> {
    const { signal, retries = this.#settings.retries } = call.options;
    for (let tries = 1; ; tries++) {
      const attempt = new Attempt(call.options.timeoutMs ?? this.#settings.timeoutMs, signal);
      try {
        const response = await this.#settings.fetch(this.#settings.baseUrl + call.path, this.#init(call, attempt.signal));
        if (!response.ok) throw await errorOfAnswer(response);
        return await read(response, attempt);
      } catch (cause) {
        attempt.end();
        const error = attempt.failureOf(cause);
        const delay = tries > retries ? null : retryDelay(error, tries, call.repeatable);
        if (delay === null) throw error;
        await pause(delay, signal);
      }
    }
  }

  #init({ method, body = null, headers, options }: Call, signal: AbortSignal): RequestInit {
    const { apiKey } = this.#settings;
    const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
    const streamed = body instanceof ReadableStream ? ({ duplex: "half" } as const) : {};
    const all: Record<string, string> = { ...authorization, ...headers, ...options.headers };
    return { method, body, signal, redirect: "manual", ...streamed, headers: all };
  }
}

function parseAnswer<T extends object>(text: string, { status, headers }: Response): T {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) return body as T;
  } catch {
    // Told below, as anything else that is no JSON object.
  }
  const requestId = headers.get("x-request-id");
  throw new ServerError("The answer is not the service's JSON: check baseUrl.", { code: "unexpected_answer", status, requestId });
}
