import { Agent, request, type IncomingHttpHeaders } from "node:http";

/** One HTTP request, the same or another for each call. */
export interface Ask {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly ms: number;
}

/** Connections to one server, kept open. */
export class Client {
  readonly #url: URL;
  readonly #agent: Agent;

  constructor(url: URL, connections: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send({ method, path, headers, body }: Ask): Promise<Answer> {
    const started = performance.now();
    const { hostname: host, port } = this.#url;
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent: this.#agent, host, port, method, path, headers }, (incoming) => {
        incoming.resume();
        incoming.once("error", reject);
        incoming.once("end", () => {
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, ms: performance.now() - started });
        });
      });
      outgoing.once("error", reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Keeps `connections` requests going for `ms`; the answers. */
export async function saturate(client: Client, connections: number, ms: number, ask: () => Ask): Promise<readonly Answer[]> {
  const until = performance.now() + ms;
  const answers: Answer[] = [];
  const connection = async (): Promise<void> => {
    while (performance.now() < until) answers.push(await client.send(ask()));
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return answers;
}

/** Sends `perSecond` requests a second, whether or not earlier ones are answered, until `stop` resolves; the answers. */
export async function flood(client: Client, perSecond: number, stop: Promise<unknown>, ask: () => Ask): Promise<readonly Answer[]> {
  const sent: Promise<Answer>[] = [];
  const timer = setInterval(() => void sent.push(client.send(ask())), 1000 / perSecond);
  await stop;
  clearInterval(timer);
  return Promise.all(sent);
}
