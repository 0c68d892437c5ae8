import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddingModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

let service: Service;
let operator: Readonly<Record<string, string>>;
beforeAll(async () => {
  service = await startService([embeddingModel()], [{ tenant: "operators", scopes: ["admin"] }]);
  operator = { "x-api-key": service.keys[0] ?? "" };
});
afterAll(() => service?.close());

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const MODEL = sha256("a model");
const purge = async (body: object) => (await service.post("/admin/cache/purge", body, operator)).json();
const exportOf = async (tenant: string, more = "") => (await service.get(`/admin/cache/export?tenant=${tenant}${more}`, operator)).text();
const importInto = (tenant: string, lines: string) =>
  service.post(`/admin/cache/import?tenant=${tenant}`, lines, { ...operator, "content-type": "application/x-ndjson" });

/** Lines of an export of `count` entries, ascending by digest as an export is. */
function entryLines(count: number, bytes: number): string[] {
  const nowMs = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const value = Buffer.alloc(bytes, `value ${index}`);
    const times = { created_at_ms: nowMs - 1000, expires_at_ms: nowMs + 3_600_000 };
    const digests = {
      digest: sha256(`request ${index}`),
      model_digest: MODEL,
      engine_digest: sha256("an engine"),
      checksum: sha256(value),
    };
    return JSON.stringify({ ...digests, operation: "generate", ...times, value: value.toString("base64") });
  }).toSorted((a, b) => digestOf(a).localeCompare(digestOf(b)));
}

const digestOf = (line: string) => (JSON.parse(line) as { digest: string }).digest;
const file = (lines: readonly string[], entries = lines.length) => [...lines, JSON.stringify({ entries }), ""].join("\n");
const parsed = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("administration of the cache", () => {
  it("exports what one tenant computed, and another that takes it needs to compute nothing", async () => {
    const ask = (key: string) => service.post("/embed", { text: "A text that is asked once." }, { "x-api-key": key });
    const computed = await ask(service.apiKey);
    expect(computed.headers.get("x-steadytext-cache")).toBe("MISS");
    const vector = await computed.json();
    await expect.poll(async () => (await ask(service.apiKey)).headers.get("x-steadytext-cache")).toBe("HIT");
    const exported = await exportOf("e2e");
    expect(parsed(exported)).toHaveLength(2);
    expect(await (await importInto("other", exported)).json()).toEqual({ imported: 1, expired: 0 });
    const taken = await ask(service.otherKey);
    expect(taken.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(await taken.json()).toEqual(vector);
  });

  it("carries megabytes in streams, and gives back what it took", async () => {
    const lines = entryLines(1000, 6000);
    const entries = async () => ((await (await service.get("/admin/cache/stats", operator)).json()) as { entries: number }).entries;
    const before = await entries();
    expect(await (await importInto("a", file(lines))).json()).toEqual({ imported: 1000, expired: 0 });
    expect(await entries()).toBe(before + 1000);
    expect(parsed(await exportOf("a"))).toEqual(parsed(file(lines)));
    const rest = lines.slice(990);
    expect(parsed(await exportOf("a", `&after=${digestOf(lines[989] ?? "")}`))).toEqual(parsed(file(rest)));
    expect(parsed(await exportOf("b"))).toEqual([{ entries: 0 }]);
  });

  it("forgets by request, by tenant and by model, and nothing else", async () => {
    const lines = entryLines(5, 100);
    for (const tenant of ["c", "d"]) await importInto(tenant, file(lines));
    expect(await purge({ digest: digestOf(lines[0] ?? "") })).toMatchObject({ complete: true });
    expect(parsed(await exportOf("c"))).toEqual(parsed(file(lines.slice(1))));
    expect(await purge({ tenant: "c" })).toEqual({ removed: 4, complete: true });
    expect(parsed(await exportOf("c"))).toEqual([{ entries: 0 }]);
    expect(parsed(await exportOf("d"))).toEqual(parsed(file(lines.slice(1))));
    expect(await purge({ model_digest: MODEL })).toMatchObject({ complete: true });
    expect(parsed(await exportOf("d"))).toEqual([{ entries: 0 }]);
    expect(parsed(await exportOf("e2e"))).toHaveLength(2);
  });

  it.each([
    ["is no JSON", (line: string) => line.slice(1)],
    ["has another value than its checksum says", (line: string) => line.replace('"value":"', '"value":"AAAA')],
    ["is of another shape", (line: string) => line.replace('"operation"', '"operations"')],
  ])("names a line that %s, keeps what came before it, and takes nothing after", async (_, damage) => {
    const lines = entryLines(2000, 3000);
    const damaged = file(lines.map((line, index) => (index === 2 ? damage(line) : line)));
    const refused = await importInto("e", damaged);
    const { error } = (await refused.json()) as { error: object };
    expect([refused.status, error]).toMatchObject([400, { code: "invalid_request", line: 3, imported: 2 }]);
    expect(parsed(await exportOf("e"))).toEqual(parsed(file(lines.slice(0, 2))));
    await purge({ tenant: "e" });
  });

  it("tells a file that was cut from a whole one, and leaves out what has expired", async () => {
    const lines = entryLines(3, 100);
    const cut = await importInto("f", `${lines.join("\n")}\n`);
    const { error } = (await cut.json()) as { error: { imported: number } };
    expect([cut.status, error]).toMatchObject([400, { code: "invalid_request", line: 4 }]);
    expect(parsed(await exportOf("f"))).toHaveLength(error.imported + 1);
    const old = lines.map((line) => line.replace(/"expires_at_ms":\d+/, '"expires_at_ms":1'));
    expect(await (await importInto("g", file(old))).json()).toEqual({ imported: 0, expired: 3 });
  });
});
