import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestHarness } from "wrangler";
import { SQL_CORPUS } from "../cache-protocol/sql-corpus.ts";
import { embeddingModel, generationModel } from "../harness/models.ts";
import { repositoryRoot } from "../harness/repository-root.ts";
import { startService, type Service } from "../harness/service.ts";
import { sendLargeBody } from "./large-body.ts";
import { runtimeMemory } from "./runtime-memory.ts";

const BEHIND = ["engine", "embedder", "cache"] as const;
const MIB = 1024 ** 2;
const PATIENT = { timeout: 30_000 };

let service: Service;
let admin: Readonly<Record<string, string>>;
let url: URL;
beforeAll(async () => {
  service = await startService([generationModel(), embeddingModel()]);
  admin = { "x-api-key": service.adminKey };
  ({ url } = await service.harness.listen());
});
afterAll(() => service?.close());
afterEach(() => void vi.restoreAllMocks());

/** Asks each kind of computation, with a text in every field that takes one. */
const computations = (text: string) => [
  () => service.post("/generate", { prompt: text, max_tokens: 1, system: text, stop: text, user: text, metadata: { source: text } }),
  () => service.post("/v1/chat/completions", { messages: [{ role: "user", content: text }], max_tokens: 1, user: text }),
  () => service.post("/v1/embeddings", { input: text }),
  () => service.post("/rerank", { query: text, documents: [text] }),
  () => service.post("/tokenize", { content: text }),
];

/** Asks for what is kept by name, with a text in every field, path and query. */
function lookUps(text: string) {
  const query = encodeURIComponent(text);
  return [
    () => service.post("/v1/completions", { prompt: "a", model: text }),
    () => service.get(`/v1/models/${query}`),
    () => service.post("/admin/keys", { name: "n", tenant: text, scopes: [text] }, admin),
    () => service.get(`/admin/keys?cursor=${query}`, admin),
    () => service.get(`/admin/keys/${query}`, admin),
    () => service.get(`/admin/usage?key=${query}&tenant=${query}&from=${query}`, admin),
    () => service.get(`/admin/analytics?hours=${query}`, admin),
    () => service.post(`/admin/models/${query}/activate`, { version: text }, admin),
  ];
}

async function statusesOf(asked: readonly (() => Promise<Response>)[]): Promise<readonly number[]> {
  const statuses = [];
  for (const ask of asked) {
    const answer = await ask();
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  return statuses;
}

const failures = (statuses: readonly number[]) => statuses.filter((status) => status >= 500);

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
}

async function keys(): Promise<readonly KeyRow[]> {
  const { keys: listed } = (await (await service.get("/admin/keys?limit=100", admin)).json()) as { keys: readonly KeyRow[] };
  return listed.map(({ id, name, tenant, scopes }) => ({ id, name, tenant, scopes }));
}

describe("text that would be SQL (T17)", () => {
  it("changes no key, and fails nothing, in whatever field, path or query it stands", async () => {
    const made = await service.post("/admin/keys", { name: "kept", tenant: "sql", scopes: ["embed"] }, admin);
    expect(made.status).toBe(201);
    await expect.poll(async () => (await keys()).length, PATIENT).toBeGreaterThan(0);
    const before = await keys();
    expect(failures(await statusesOf(computations(SQL_CORPUS.join("\n"))))).toEqual([]);
    const names = new Set(["kept"]);
    for (const text of SQL_CORPUS) {
      expect({ text, failures: failures(await statusesOf(lookUps(text))) }).toEqual({ text, failures: [] });
      const named = await service.post("/admin/keys", { name: text, tenant: "sql", scopes: ["embed"] }, admin);
      if (named.status === 201) names.add(text);
    }
    expect(names.size).toBeGreaterThan(SQL_CORPUS.length / 2);
    const listed = async () => new Set((await keys()).filter(({ tenant }) => tenant === "sql").map(({ name }) => name));
    await expect.poll(listed, PATIENT).toEqual(names);
    expect(await keys()).toEqual(expect.arrayContaining([...before]));
  });
});

describe("requests to the outside (T18)", () => {
  /** The harness sends what Workers fetch from outside by this function. */
  const outside = () => vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("outside"));

  it("would be seen here", async () => {
    const seen = outside();
    const main = join(import.meta.dirname, "fetching-worker.js");
    const harness = createTestHarness({ workers: [{ config: { name: "fetching", main, compatibility_date: "2026-10-12" } }] });
    await harness.listen();
    expect(await (await harness.fetch("/")).text()).toBe("outside");
    await harness.close();
    expect(seen).toHaveBeenCalledOnce();
  });

  it("are made by no route, though its texts are addresses", async () => {
    const seen = outside();
    for (const address of ["http://169.254.169.254/latest/meta-data", "https://outside.example/model.gguf", "file:///etc/passwd"])
      expect(failures(await statusesOf([...computations(address), ...lookUps(address)]))).toEqual([]);
    expect(seen).not.toHaveBeenCalled();
  });

  it.each(["api_base", "base_url", "url", "callback"])("cannot be asked for by the field %s", async (name) => {
    const response = await service.post("/v1/chat/completions", {
      messages: [{ role: "user", content: "a" }],
      [name]: "https://outside.example",
    });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "unknown_field", param: name } }]);
  });
});

describe("Workers behind the gateway (T22)", () => {
  it.each(BEHIND)("%s has no route of its own, and answers none", async (name) => {
    const config = readFileSync(join(repositoryRoot, "apps", name, "wrangler.jsonc"), "utf8");
    expect(config).toMatch(/"workers_dev": false/);
    expect(config).toMatch(/"preview_urls": false/);
    expect(config).not.toMatch(/"routes?":/);
    const worker = service.harness.getWorker(`steadytext-${name}`);
    for (const path of ["/", "/generate", "/v1/models", "/admin/keys"]) {
      const answer = await worker.fetch(`https://${name}.example${path}`, { headers: admin });
      expect([path, answer.status, await answer.text()]).toEqual([path, 404, ""]);
    }
  });
});

describe("requests of any size (T3, T10)", () => {
  it("100 bodies of 100 MB are refused, and take less room than one", async () => {
    const bytes = 100 * MIB;
    const send = (headers = {}) => sendLargeBody(new URL("/generate", url), { "x-api-key": service.apiKey, ...headers }, bytes);
    const round = () => Promise.all([send(), ...Array.from({ length: 4 }, () => send({ "content-length": String(bytes) }))]);
    await round();
    const before = runtimeMemory();
    const statuses = [];
    for (let rounds = 0; rounds < 20; rounds++) statuses.push(...(await round()));
    expect(before).toBeGreaterThan(0);
    expect(runtimeMemory() - before).toBeLessThan(bytes);
    expect(statuses).toHaveLength(100);
    expect(new Set(statuses.filter((status) => status !== null))).toEqual(new Set([413]));
    expect((await service.get("/health")).status).toBe(200);
  });

  it("a header of a megabyte is refused, and the next request is answered", async () => {
    const refused = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(new URL("/info", url), { headers: { "x-api-key": "x".repeat(MIB) }, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on("error", reject);
      call.end();
    });
    expect([400, 403, 413, 431]).toContain(refused);
    expect((await service.get("/info")).status).toBe(200);
  });
});
