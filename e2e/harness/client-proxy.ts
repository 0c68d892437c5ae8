import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

/** A request that went through, and how it was answered. */
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly arrivedMs: number;
  /** Seconds of the answer's Retry-After. */
  readonly retryAfter: number | null;
}

/** Stands between a client and the service, and notes what goes through. */
export class ClientProxy {
  readonly exchanges: Exchange[] = [];
  readonly #target: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((incoming, answer) => void this.#pass(incoming, answer));
  }

  static async start(target: URL): Promise<ClientProxy> {
    const proxy = new ClientProxy(target);
    await new Promise<void>((listening) => proxy.#server.listen(0, "127.0.0.1", listening));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
    this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "", url: path = "", headers } = incoming;
    const arrivedMs = performance.now();
    answer.once("finish", () => {
      const retryAfter = answer.hasHeader("retry-after") ? Number(answer.getHeader("retry-after")) : null;
      this.exchanges.push({ method, path, status: answer.statusCode, arrivedMs, retryAfter });
    });
    try {
      await this.#forward(incoming, answer, { method, path, headers });
    } catch {
      answer.destroy();
    }
  }

  async #forward(
    incoming: IncomingMessage,
    answer: ServerResponse,
    { method, path, headers }: Pick<IncomingMessage, "headers"> & { method: string; path: string },
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const outgoing = request(new URL(path, this.#target), { method, headers, agent: this.#agent }, resolve);
    outgoing.on("error", reject);
    incoming.pipe(outgoing);
    const response = await promise;
    answer.statusCode = response.statusCode ?? 502;
    answer.setHeaders(new Map(Object.entries(response.headers).filter(isGiven)));
    await pipeline(response, answer);
  }
}

function isGiven<T>(header: [string, T | undefined]): header is [string, T] {
  return header[1] !== undefined;
}
