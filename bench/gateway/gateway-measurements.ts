import type { Measurement, Measurements, ValueName } from "../figures/rounds.ts";
import { Client, flood, saturate, type Answer, type Ask } from "./load.ts";
import type { GatewayUnderLoad } from "./start-gateway.ts";

/** As many as the runtime's one thread has to be kept busy. */
const CONNECTIONS = 32;
const LOAD_MS = 1000;
/** Ten times the noisy key's limit, and how its neighbour asks meanwhile. */
const FLOOD_PER_SECOND = 20;
const NEIGHBOUR = { connections: 2, ms: 3000 } as const;

/** What the gateway costs, beside a Worker that says hello on the same runtime. */
export async function gatewayMeasurements({ url, keys }: GatewayUnderLoad): Promise<Measurements> {
  const client = new Client(url, 4 * CONNECTIONS);
  const generate = (key: string): Ask => ({
    method: "POST",
    path: "/generate",
    headers: { "content-type": "application/json", "x-api-key": key },
    body: JSON.stringify({ prompt: "What is a lighthouse for?" }),
  });
  for (const key of Object.values(keys)) await client.send(generate(key));
  const rate = (name: ValueName, ask: () => Ask, expected: (answer: Answer) => boolean): Measurement => {
    return async () => ({ [name]: await msPerRequest(client, ask, expected) });
  };
  return {
    gateway: [
      rate("hello", () => ({ method: "GET", path: "/", headers: { host: "hello.bench" } }), isHello),
      rate("gateway cached generation", () => generate(keys.open), isHit),
      rate(
        "gateway malformed key",
        () => malformed(generate("st_test_made_up")),
        ({ status }) => status === 403,
      ),
      rate(
        "gateway over the limit",
        () => generate(keys.narrow),
        ({ status }) => status === 429,
      ),
      () =>
        besideNoise(
          client,
          () => generate(keys.open),
          () => generate(keys.noisy),
        ),
    ],
  };
}

const isHello = ({ status, headers }: Answer): boolean => status === 200 && headers["x-request-id"] === undefined;
const isHit = ({ status, headers }: Answer): boolean => status === 200 && headers["x-steadytext-cache"] === "HIT";

/** From another address each time: an address is turned away after a hundred. */
function malformed(ask: Ask): Ask {
  const group = (): string => Math.floor(Math.random() * 65_536).toString(16);
  return { ...ask, headers: { ...ask.headers, "cf-connecting-ip": `2001:${group()}:${group()}:${group()}::1` } };
}

async function msPerRequest(client: Client, ask: () => Ask, expected: (answer: Answer) => boolean): Promise<number> {
  const started = performance.now();
  const answers = await saturate(client, CONNECTIONS, LOAD_MS, ask);
  const ms = performance.now() - started;
  const other = answers.find((answer) => !expected(answer));
  // One in a thousand may be admitted where a limit refills while it is measured.
  if (answers.filter((answer) => !expected(answer)).length > 2 + answers.length / 1000) {
    throw new Error(`The gateway answered ${ask().path} with ${other?.status} ${other?.headers["x-steadytext-cache"] ?? ""}`);
  }
  return ms / answers.length;
}

/** A key's slowest of a hundred answers, alone and while another key is flooded. */
async function besideNoise(client: Client, ask: () => Ask, noise: () => Ask): Promise<Partial<Record<ValueName, number>>> {
  const alone = await saturate(client, NEIGHBOUR.connections, NEIGHBOUR.ms, ask);
  const beside = saturate(client, NEIGHBOUR.connections, NEIGHBOUR.ms, ask);
  await flood(client, FLOOD_PER_SECOND, beside, noise);
  return { "gateway p99 alone": p99(alone), "gateway p99 beside a flooded key": p99(await beside) };
}

function p99(answers: readonly Answer[]): number {
  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? Number.NaN;
}
