import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import { ClientProxy } from "../harness/client-proxy.ts";
import type { Caller } from "../harness/keys.ts";
import { embeddingModel, generationModel } from "../harness/models.ts";
import { repositoryRoot } from "../harness/repository-root.ts";
import { startService, type Service } from "../harness/service.ts";
import { observeNpm, observePypi, type Observations, type Observe } from "./observe.ts";
import type { Setting } from "./setting.ts";

const SCENARIOS = ["chat", "stream", "logprobs", "completion", "scoring", "embeddings", "models", "errors", "retries", "quota", "leaving"];

interface Golden {
  readonly name: string;
  readonly request: { readonly prompt: string; readonly max_tokens: number };
  readonly text: string;
}
const goldens = JSON.parse(readFileSync(join(repositoryRoot, "packages/llm/golden/generations.json"), "utf8")) as readonly Golden[];
const golden = (name: string) => goldens.find((each) => each.name === name) as Golden;
/** The pinned generations that the clients ask for. */
export const CHAT = golden("short question");
export const COMPLETION = golden("raw continuation");

const CLIENTS = { npm: observeNpm, PyPI: observePypi } as const satisfies Record<string, Observe>;
/** Where a client comes from. */
export type ClientName = keyof typeof CLIENTS;
export const CLIENT_NAMES = Object.keys(CLIENTS) as readonly ClientName[];

/** What was seen of a client. */
export interface Seen {
  /** What it threw before there were models. */
  readonly unready: unknown;
  readonly told: Observations;
  /** What the proxy before it noted. */
  readonly exchanges: ClientProxy["exchanges"];
  /** Generations that stopped because their reader left. */
  readonly stopped: number;
}

/** Starts the service and drives both clients through every scenario, one client after the other. The service is the caller's to close. */
export async function seeClients() {
  const service = await startService([], CLIENT_NAMES.flatMap(callersOf));
  const { url } = await service.harness.listen();
  const proxies = { npm: await ClientProxy.start(url), PyPI: await ClientProxy.start(url) };
  const nowhere = await closedPort();
  const settings = { npm: settingOf(service, 0, proxies.npm.url, nowhere), PyPI: settingOf(service, 1, proxies.PyPI.url, nowhere) };
  const unready = async (name: ClientName) => (await CLIENTS[name](settings[name], ["unready"]))["unready"];
  const before = { npm: await unready("npm"), PyPI: await unready("PyPI") };
  await service.publish([generationModel(), embeddingModel()]);
  const see = async (name: ClientName): Promise<Seen> => {
    const logged = service.harness.getLogs().length;
    const told = await CLIENTS[name](settings[name], SCENARIOS);
    const stopped = () => timesLeft(service, logged);
    await vi.waitUntil(() => stopped() > 0, { timeout: 20_000 });
    await proxies[name].close();
    return { unready: before[name], told, exchanges: proxies[name].exchanges, stopped: stopped() };
  };
  return { service, seen: { npm: await see("npm"), PyPI: await see("PyPI") } };
}

function timesLeft(service: Service, since: number): number {
  return service.harness
    .getLogs()
    .slice(since)
    .filter(({ message }) => message.includes("reader_left")).length;
}

/** Those of the keys in a setting that are not the service's own. */
function callersOf(name: ClientName): readonly Caller[] {
  const tenant = name.toLowerCase();
  return [
    { tenant, scopes: ["embed"] },
    { tenant, scopes: ["generate"], limits: { requests_per_minute: 20 } },
    { tenant, scopes: ["generate"], limits: { tokens_per_day: 10 } },
  ];
}

function settingOf({ keys, apiKey: user }: Service, index: number, url: string, nowhere: string): Setting {
  const [embedder = "", limited = "", poor = ""] = keys.slice(3 * index);
  const wrong = `${user.slice(0, -1)}${user.endsWith("0") ? "1" : "0"}`;
  return {
    base_url: `${url}/v1`,
    keys: { user, embedder, limited, poor, wrong },
    prompt: CHAT.request.prompt,
    beginning: COMPLETION.request.prompt,
    max_tokens: CHAT.request.max_tokens,
    seed: 1000 * (index + 1),
    nowhere,
  };
}

/** An address at which nothing listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}/v1`;
}
