import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { KeptConnection } from "../harness/kept-connection.ts";
import { startService, type Service } from "../harness/service.ts";
import { SQL_CORPUS } from "./sql-corpus.ts";
import { storedRows } from "./stored-rows.ts";

let service: Service;
let user: Readonly<Record<string, string>>;
let operator: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startService(
    [],
    [
      { tenant: "victim", scopes: ["cache:read", "cache:write"] },
      { tenant: "operators", scopes: ["admin"] },
    ],
  );
  [user, operator] = service.keys.map((key) => ({ "x-api-key": key })) as unknown as [typeof user, typeof operator];
});
afterAll(() => service?.close());

const api = (path: string, body: unknown, headers = user) => service.post(`/api/${path}`, body, headers);
const KEPT = { cache_name: "kept", key: "kept", value: "a2VwdA==" };

beforeEach(async () => {
  await api("set", KEPT);
});

async function expectEach(status: number, text: string, requests: readonly (readonly [route: string, body: object])[]) {
  const statuses = await Promise.all(requests.map(async ([route, body]) => [route, (await api(route, body)).status]));
  expect({ text, statuses }).toEqual({ text, statuses: requests.map(([route]) => [route, status]) });
}

async function expectNothingHappened(before: Readonly<Record<string, number>>) {
  expect(await storedRows(service)).toEqual(before);
  expect(await (await api("get", KEPT)).json()).toEqual({ found: true, value: KEPT.value });
}

describe("text that would be SQL", () => {
  it("reads and deletes nothing of others, in whatever field it stands", async () => {
    const before = await storedRows(service);
    expect(before["namespace_entries"]).toBe(1);
    for (const text of SQL_CORPUS) {
      const reads = [
        ["get", { cache_name: text, key: text }],
        ["get", { cache_name: "kept", key: text }],
        ["exists", { cache_name: "kept", key: text }],
        ["batch/get", { cache_name: "kept", keys: [text, `${text}x`] }],
        ["delete", { cache_name: "kept", key: text }],
        ["batch/delete", { cache_name: "kept", keys: [text] }],
        ["clear", { cache_name: text }],
        ["stats", { cache_name: text }],
      ] as const;
      await expectEach(200, text, reads);
      const refused = [
        ["set", { cache_name: "kept", key: "kept", value: `${text}'` }],
        [
          "batch/set",
          {
            cache_name: "kept",
            items: [
              { key: "kept", value: "QQ==" },
              { key: "k", value: `${text}'` },
            ],
          },
        ],
        ["init", { cache_name: "kept", max_size_mb: text }],
      ] as const;
      await expectEach(400, text, refused);
    }
    await expectNothingHappened(before);
  });

  it("is a key and a name like any other, and leaves no row behind", async () => {
    const before = await storedRows(service);
    for (const [index, text] of SQL_CORPUS.entries()) {
      const entry = { cache_name: "kept", key: text, value: btoa(String(index)) };
      expect((await api("set", entry)).status).toBe(200);
    }
    expect((await storedRows(service))["namespace_entries"]).toBe((before["namespace_entries"] ?? 0) + SQL_CORPUS.length);
    const { results } = (await (await api("batch/get", { cache_name: "kept", keys: SQL_CORPUS })).json()) as { results: object };
    expect(results).toEqual(Object.fromEntries(SQL_CORPUS.map((text, index) => [text, { found: true, value: btoa(String(index)) }])));
    expect((await api("batch/delete", { cache_name: "kept", keys: SQL_CORPUS })).status).toBe(200);
    await expectNothingHappened(before);
  });

  it("is refused, or finds nothing, in headers and in what operators send", async () => {
    const before = await storedRows(service);
    for (const text of SQL_CORPUS) {
      const inHeader = encodeURIComponent(text);
      const statuses = [
        (await api("get", KEPT, { "x-api-key": inHeader })).status,
        (await api("get", KEPT, { ...user, "x-request-id": inHeader, "cache-control": inHeader, origin: inHeader })).status,
        (await service.post("/admin/cache/purge", { tenant: text }, operator)).status,
        (await service.post("/admin/cache/purge", { digest: text }, operator)).status,
        (await service.post("/admin/cache/purge", { model_digest: text }, operator)).status,
        (await service.post(`/admin/cache/import?tenant=${inHeader}`, text, { ...operator, "content-type": "application/x-ndjson" }))
          .status,
      ];
      expect({ text, statuses }).toEqual({ text, statuses: [401, 200, 400, 400, 400, 400] });
    }
    await expectNothingHappened(before);
  });
});

describe("bad input", () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({ key: String(index), value: "QQ==" }));
  const good = { key: "good", value: "QQ==" };

  it.each([
    ["a value that is no base64", "set", { cache_name: "c", key: "k", value: "é" }, 400, "invalid_request", "value"],
    [
      "a batch with one bad value",
      "batch/set",
      { cache_name: "c", items: [good, { ...good, value: "=" }] },
      400,
      "invalid_request",
      "items.1.value",
    ],
    [
      "a batch with one bad size",
      "batch/set",
      { cache_name: "c", items: [good, { ...good, size: -4 }] },
      400,
      "invalid_request",
      "items.1.size",
    ],
    ["a negative budget", "init", { cache_name: "c", max_size_mb: -1 }, 400, "invalid_request", "max_size_mb"],
    ["an enormous budget", "init", { cache_name: "c", max_size_mb: 1e300 }, 400, "invalid_request", "max_size_mb"],
    ["10,001 items", "batch/set", { cache_name: "c", items: many }, 400, "invalid_request", "items"],
    [
      "10,001 keys",
      "batch/delete",
      { cache_name: "kept", keys: ["kept", ...many.slice(1).map(({ key }) => key), "x"] },
      400,
      "invalid_request",
      "keys",
    ],
    ["a name of 10 kB", "set", { cache_name: "n".repeat(10_000), ...good }, 400, "invalid_request", "cache_name"],
    ["a value past a row's size", "set", { cache_name: "c", key: "k", value: "A".repeat(2_000_000) }, 413, "body_too_large", "value"],
    [
      "a body over 2 MiB",
      "batch/set",
      { cache_name: "c", items: [good, { key: "k", value: "A".repeat(3_000_000) }] },
      413,
      "body_too_large",
      undefined,
    ],
  ])("%s is refused by name, and nothing of it is stored", async (_, route, body, status, code, param) => {
    const before = await storedRows(service);
    const response = await api(route, body);
    const error = (await response.json()) as { code: string; param?: string };
    expect([response.status, error.code, error.param]).toEqual([status, code, param]);
    await expectNothingHappened(before);
  });

  it("that is refused leaves its connection for the next request, however much was still to be sent", async () => {
    const { url } = await service.harness.listen();
    const connection = new KeptConnection(url, user);
    const bodies = [JSON.stringify(KEPT), "{", "x".repeat(2 * 1024 ** 2 + 1), "x".repeat(12 * 1024 ** 2), JSON.stringify(KEPT)];
    const answers = [];
    for (const body of bodies) answers.push(await connection.post("/api/get", body));
    connection.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 413, 413, 200]);
    expect(answers.slice(1).every(({ reused }) => reused)).toBe(true);
  });

  it("a size that lies is not believed: what is counted is what is there", async () => {
    for (const size of [0, 3, 1e15]) expect((await api("set", { ...KEPT, size })).status).toBe(200);
    expect(await (await api("stats", KEPT)).json()).toMatchObject({ entry_count: 1, total_size: KEPT.value.length });
  });
});
