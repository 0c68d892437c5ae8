import type { Fetch } from "../client/client-options.ts";
import { SteadyTextClient } from "../client/steadytext-client.ts";

/** A request as it was sent. */
interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** Answers each request in turn with what it is given, and keeps what was asked. */
export class StandInService {
  readonly sent: Sent[] = [];
  readonly #answers: (() => Response | Promise<Response>)[];

  constructor(...answers: (() => Response | Promise<Response>)[]) {
    this.#answers = answers;
  }

  readonly fetch: Fetch = async (url, init) => {
    this.sent.push({ url, init });
    const answer = this.#answers.shift();
    if (answer === undefined) throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:9") });
    return answer();
  };

  client(options: { retries?: number; timeoutMs?: number } = {}): SteadyTextClient {
    return new SteadyTextClient({ baseUrl: "https://text.example.com/", apiKey: "st_test_key", fetch: this.fetch, ...options });
  }

  /** The JSON bodies that were sent. */
  get bodies(): unknown[] {
    return this.sent.map(({ init }) => JSON.parse(String(init.body)));
  }
}

/** An answer with a JSON body. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): () => Response {
  return () => Response.json(body, { status, headers: { "x-request-id": "r-1", ...headers } });
}

/** An event stream that breaks after `chunks` where it does not end with the end mark. */
export function eventStream(chunks: readonly string[], headers: Record<string, string> = {}, breaks = false): () => Response {
  const encoder = new TextEncoder();
  return () => {
    const rest = [...chunks];
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = rest.shift();
        if (chunk !== undefined) controller.enqueue(encoder.encode(chunk));
        else if (breaks) controller.error(new TypeError("terminated"));
        else controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream", "x-request-id": "r-1", ...headers } });
  };
}
