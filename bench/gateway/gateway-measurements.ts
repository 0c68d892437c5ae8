import type { Measurements, ValueName } from "../figures/rounds.ts";
import { Client, flood, saturate, type Answer, type Ask } from "./load.ts";
import type { GatewayUnderLoad } from "./start-gateway.ts";

/** As many as the runtime's one thread has to be kept busy. */
const CONNECTIONS = 32;
/** What is compared takes turns this short, so that whatever else the machine does slows all of it. */
const TURN_MS = 150;
const TURNS = 8;
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
  const loads: readonly Load[] = [
    { name: "hello", ask: () => ({ method: "GET", path: "/", headers: { host: "hello.bench" } }), expects: isHello },
    { name: "gateway cached generation", ask: () => generate(keys.open), expects: isHit },
    { name: "gateway malformed key", ask: malformed, expects: ({ status }) => status === 401 },
    { name: "gateway over the limit", ask: () => generate(keys.narrow), expects: ({ status }) => status === 429 },
  ];
  return {
    gateway: [
      () => takeTurns(client, loads),
      () =>
        besideNoise(
          client,
          () => generate(keys.open),
          () => generate(keys.noisy),
        ),
    ],
  };
}

/** A kind of request, and the answer that it must get. */
interface Load {
  readonly name: ValueName;
  readonly ask: () => Ask;
  readonly expects: (answer: Answer) => boolean;
}

const isHello = ({ status, headers }: Answer): boolean => status === 200 && headers["x-request-id"] === undefined;
const isHit = ({ status, headers }: Answer): boolean => status === 200 && headers["x-steadytext-cache"] === "HIT";

/** From another address each time: an address is turned away after a hundred. */
function malformed(): Ask {
  const group = (): string => Math.floor(Math.random() * 65_536).toString(16);
  const address = `2001:${group()}:${group()}:${group()}::1`;
  return { method: "GET", path: "/admin/keys", headers: { "x-api-key": "st_test_made_up", "cf-connecting-ip": address } };
}

/** Milliseconds a request of each kind. */
async function takeTurns(client: Client, loads: readonly Load[]): Promise<Partial<Record<ValueName, number>>> {
  const taken = loads.map((load) => ({ load, ms: 0, answers: 0 }));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const sum of taken) {
      const started = performance.now();
      const answers = await saturate(client, CONNECTIONS, TURN_MS, sum.load.ask);
      sum.ms += performance.now() - started;
      sum.answers += answers.length;
      checkAnswers(sum.load, answers);
    }
  }
  return Object.fromEntries(taken.map(({ load, ms, answers }) => [load.name, ms / answers]));
}

/** A limit that refills while it is measured may let one request pass a turn. */
function checkAnswers({ name, expects }: Load, answers: readonly Answer[]): void {
  const others = answers.filter((answer) => !expects(answer));
  if (others.length <= 1) return;
  throw new Error(`${name}: the gateway answered with ${others[0]?.status} ${others[0]?.headers["x-steadytext-cache"] ?? ""}`);
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
