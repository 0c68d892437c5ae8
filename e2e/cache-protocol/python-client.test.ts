import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startService, type Service } from "../harness/service.ts";
import { ClientProxy } from "../harness/client-proxy.ts";
import { documentedVariables, driveClient } from "./drive-client.ts";

const USER = ["cache:read", "cache:write"];
/** The Workers start, then all scenarios run: about twenty seconds, many times that on a busy machine. */
const SET_UP_MS = 300_000;
/** What is promised to users of the client, and the driver's scenario that shows it. */
const PROMISES = [
  ["finds the service by its environment", "configured"],
  ["gets back every Python value as it was", "pickles"],
  ["keeps values of 300 KB, and up to a row's size", "large_values"],
  ["reads, writes and deletes batches of 200", "batches"],
  ["may use any text as a key", "odd_keys"],
  ["may use any name for a cache", "odd_names"],
  ["is told how full a cache is", "stats"],
  ["keeps what is read most when a cache passes its size", "eviction"],
  ["shares nothing with another tenant", "tenants"],
  ["goes on after what is refused, which is not stored", "refusals"],
  ["waits out a 429 and succeeds", "rate_limited"],
] as const;

let service: Service;
let proxy: ClientProxy;
let configuration: Readonly<Record<string, string>>;
let outcomes: ReadonlyMap<string, string | null>;

beforeAll(async () => {
  service = await startService(
    [],
    [
      { tenant: "python", scopes: USER },
      { tenant: "stranger", scopes: USER },
      { tenant: "python", scopes: ["cache:read"] },
      { tenant: "python", scopes: USER, limits: { requests_per_minute: 30 } },
    ],
  );
  proxy = await ClientProxy.start((await service.harness.listen()).url);
  const [key = "", other = "", reader = "", limited = ""] = service.keys;
  configuration = { STEADYTEXT_CACHE_BACKEND: "d1", STEADYTEXT_D1_API_URL: proxy.url, STEADYTEXT_D1_API_KEY: key };
  const invalid = `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`;
  const others = { OTHER_API_KEY: other, READER_API_KEY: reader, LIMITED_API_KEY: limited, INVALID_API_KEY: invalid };
  outcomes = await driveClient(
    PROMISES.map(([, scenario]) => scenario),
    { ...configuration, ...others },
  );
}, SET_UP_MS);
afterAll(async () => {
  await proxy?.close();
  await service?.close();
});

describe("SteadyText's Python client", () => {
  it.each(PROMISES)("%s", (_, scenario) => {
    expect(outcomes.get(scenario)).toBeNull();
  });

  it("is set up by just the variables that the documentation names", () => {
    expect(documentedVariables()).toEqual(Object.keys(configuration));
  });

  it("met a real 429, and asked the same again", () => {
    const statuses = proxy.exchanges.filter(({ path }) => path === "/api/get").map(({ status }) => status);
    expect(statuses.slice(-2)).toEqual([429, 200]);
  });

  it("has used all ten routes, and met no server error", () => {
    const served = new Set(proxy.exchanges.filter(({ status }) => status === 200).map(({ method, path }) => `${method} ${path}`));
    const routes = ["init", "get", "set", "delete", "exists", "clear", "stats", "batch/get", "batch/set", "batch/delete"];
    expect([...served].toSorted()).toEqual(routes.map((route) => `POST /api/${route}`).toSorted());
    expect(proxy.exchanges.filter(({ status }) => status >= 500)).toEqual([]);
  });
});
