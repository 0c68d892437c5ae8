import { Agent, request, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

/** What came back, and whether it came over the connection of the request before. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
  readonly reused: boolean;
}

/** Sends one request after another over one connection, for as long as the service keeps it. */
export class KeptConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #origin: URL;
  readonly #headers: OutgoingHttpHeaders;

  constructor(origin: URL, headers: OutgoingHttpHeaders) {
    this.#origin = origin;
    this.#headers = headers;
  }

  async post(path: string, body: string): Promise<KeptAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<KeptAnswer>();
    const headers = { ...this.#headers, "content-type": "application/json" };
    const call = request(new URL(path, this.#origin), { method: "POST", agent: this.#agent, headers }, (answer) => {
      const { statusCode: status = 0 } = answer;
      text(answer).then((told) => resolve({ status, body: told, reused: call.reusedSocket }), reject);
    });
    call.on("error", reject);
    call.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}
