import { mintKey } from "../harness/keys.ts";
import { startRestartableGateway, type RestartableGateway } from "./restartable-gateway.ts";

const PEPPER = "pepper of the crash tests";
const CONNECTIONS = 32;
const TOKENS_A_GENERATION = 7;
const LIMITS = { requests_per_minute: 1_000_000, tokens_per_minute: 100_000_000, concurrent_requests: 1000 };

/** What the clients saw: each request was answered, refused with a status, or its connection was cut. */
export interface Seen {
  answered: number;
  generated: number;
  cut: number;
  readonly refused: number[];
}

/** Requests and tokens. */
export interface Counted {
  readonly requests: number;
  readonly tokens: number;
}

export const nothingSeen = (): Seen => ({ answered: 0, generated: 0, cut: 0, refused: [] });

/** What the ledger must come to for what the clients saw. */
export const countedOf = ({ answered, generated }: Seen): Counted => ({ requests: answered, tokens: generated * TOKENS_A_GENERATION });

/** Clients of one key, a quarter of whose requests generate. */
export class UsageClients {
  readonly operator = mintKey(PEPPER, { tenant: "ops", scopes: ["admin"] });
  readonly caller = mintKey(PEPPER, { tenant: "acme", scopes: ["generate", "embed"] });
  readonly callerId = this.caller.key.split("_")[2] ?? "";

  /** The gateway they ask, over storage in a folder. */
  start(folder: string): Promise<RestartableGateway> {
    const records = [this.operator.record, { ...this.caller.record, limits: LIMITS }];
    return startRestartableGateway(folder, { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify(records) });
  }

  /** So many requests, as fast as they are answered. */
  async requests(gateway: RestartableGateway, seen: Seen, times: number): Promise<void> {
    let left = times;
    const connection = async (): Promise<void> => {
      while (left > 0) await this.#one(gateway, seen, left-- % 4 === 0);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  }

  /** `perSecond` requests a second, whether or not earlier ones are answered. */
  async atRate(gateway: RestartableGateway, seen: Seen, perSecond: number, seconds: number): Promise<void> {
    const sent: Promise<void>[] = [];
    const startedAt = performance.now();
    while (sent.length < perSecond * seconds) {
      const due = Math.min(perSecond * seconds, ((performance.now() - startedAt) / 1000) * perSecond);
      while (sent.length < due) sent.push(this.#one(gateway, seen, sent.length % 4 === 0));
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
    await Promise.all(sent);
  }

  /** What the ledger has of the key. */
  async counted(gateway: RestartableGateway): Promise<Counted> {
    const response = await gateway.send(`/admin/usage?key=${this.callerId}`, { headers: { "x-api-key": this.operator.key } });
    const { rows } = (await response.json()) as { rows: readonly { requests: number; prompt_tokens: number; completion_tokens: number }[] };
    const sum = (count: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + count(row), 0);
    return { requests: sum((row) => row.requests), tokens: sum((row) => row.prompt_tokens + row.completion_tokens) };
  }

  async #one(gateway: RestartableGateway, seen: Seen, generates: boolean): Promise<void> {
    const headers = { "x-api-key": this.caller.key, "content-type": "application/json", "cache-control": "no-store, no-cache" };
    const generation = { method: "POST", body: JSON.stringify({ prompt: "a", max_tokens: 2 }), headers };
    try {
      const response = await gateway.send(generates ? "/generate" : "/info", generates ? generation : { headers });
      await response.arrayBuffer();
      if (response.status !== 200) return void seen.refused.push(response.status);
      seen.answered += 1;
      if (generates) seen.generated += 1;
    } catch {
      seen.cut += 1;
    }
  }
}
