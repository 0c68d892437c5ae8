import { createHash } from "node:crypto";
import { request } from "node:http";
import { generateAnswer } from "@steadytext/core";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startService, type Service } from "./harness/service.ts";

const whole = tinyModel().bytes;
const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const digest = sha256Of(whole);
const QUERY = "kind=generate&license=none&context_length=256";

let service: Service;
beforeAll(async () => {
  service = await startService([]);
});
afterAll(() => service?.close());

async function admin(method: string, path: string, init: { body?: Blob | string; headers?: Record<string, string> } = {}) {
  const { url } = await service.harness.listen();
  const headers = { "x-api-key": service.adminKey, ...init.headers };
  const response = await fetch(new URL(`/admin/models${path}`, url), { ...init, method, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { error?: Record<string, unknown> } };
}

const put = (version: string, bytes: Uint8Array<ArrayBuffer>, sha256 = digest) =>
  admin("PUT", `/tiny/${version}?${QUERY}`, { body: new Blob([bytes]), headers: { "x-content-sha256": sha256 } });
const post = (path: string, body: object) =>
  admin("POST", path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });

async function generated(model?: string) {
  const cache = { no_cache: true, no_store: true };
  const response = await service.post("/generate", { prompt: "hello world", max_tokens: 8, raw: true, model, cache });
  return { status: response.status, body: (await response.json()) as unknown, model: response.headers.get("x-steadytext-model") };
}

/** Uploads half of a file over a connection of its own, then breaks it. */
async function breakOffUpload(): Promise<void> {
  const { url } = await service.harness.listen();
  const headers = { "x-api-key": service.adminKey, "x-content-sha256": digest, "content-length": String(whole.length) };
  const upload = request(new URL(`/admin/models/tiny/broken?${QUERY}`, url), { method: "PUT", headers });
  upload.on("error", () => undefined);
  await new Promise((resolve) => upload.write(whole.subarray(0, whole.length / 2), resolve));
  upload.socket?.resetAndDestroy();
}

describe("models published over HTTP", () => {
  it("answer once they are activated, by name and as the default", async () => {
    expect((await generated()).status).toBe(503);
    expect(await put("1", whole)).toMatchObject({ status: 201, body: { version: "1", model_digest: digest, context_length: 256 } });
    expect((await generated()).status).toBe(503);
    expect(await post("/tiny/activate", { version: "1", if_sequence: 0 })).toMatchObject({
      status: 200,
      body: { active: "1", default: true },
    });
    await expect.poll(async () => (await generated()).status, { timeout: 20_000, interval: 200 }).toBe(200);
    const answers = await Promise.all([generated(), generated("tiny"), generated("default")]);
    expect(new Set(answers.map(({ body }) => generateAnswer.parse(body).text)).size).toBe(1);
    expect(answers.map(({ model }) => model)).toEqual(Array.from({ length: 3 }, () => `tiny@sha256:${digest}`));
    expect(await generated("other")).toMatchObject({
      status: 404,
      body: { code: "model_not_found", error: expect.stringContaining("tiny") },
    });
  });

  it("that are cut, damaged or broken off are refused by name; the version before keeps serving, and the next good one needs no restart", async () => {
    const before = await generated();
    const cut = whole.slice(0, -1);
    const flipped = whole.map((byte, i) => (i === 50_000 ? byte ^ 1 : byte));
    expect(await put("2", cut, sha256Of(cut))).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_model", fault: "tensor_past_end" } },
    });
    expect(await put("2", flipped)).toMatchObject({ status: 400, body: { error: { code: "invalid_model" } } });
    const headerFlipped = whole.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    expect(await put("2", headerFlipped)).toMatchObject({ status: 400, body: { error: { code: "invalid_model", fault: "bad_magic" } } });
    await breakOffUpload();
    const { body } = await admin("GET", "");
    expect(body).toMatchObject({ models: [{ name: "tiny", active: "1", sequence: 1, versions: [{ version: "1" }] }] });
    expect(await generated()).toEqual(before);

    const other = whole.map((byte, i) => (i === whole.length - 40_000 ? byte ^ 4 : byte));
    expect((await put("2", other, sha256Of(other))).status).toBe(201);
    expect((await post("/tiny/activate", { version: "2", if_sequence: 1 })).status).toBe(200);
    const answering = async () => (await generated()).model;
    await expect.poll(answering, { timeout: 30_000, interval: 300 }).toBe(`tiny@sha256:${sha256Of(other)}`);
  });

  it("are changed by whoever knows the sequence number, rolled back, and removed when they do not answer", async () => {
    expect(await post("/tiny/activate", { version: "1", if_sequence: 1 })).toMatchObject({
      status: 409,
      body: { error: { code: "sequence_conflict", sequence: 2 } },
    });
    expect((await admin("DELETE", "/tiny/2")).status).toBe(400);
    expect(await post("/tiny/rollback", { if_sequence: 2 })).toMatchObject({ status: 200, body: { active: "1", sequence: 3 } });
    await expect.poll(async () => (await generated()).model, { timeout: 30_000, interval: 300 }).toBe(`tiny@sha256:${digest}`);
    expect((await admin("DELETE", "/tiny/2")).status).toBe(200);
    expect(await admin("GET", "/tiny/history")).toMatchObject({
      body: { history: [{ action: "rollback" }, { version: "2" }, { version: "1" }] },
    });
  });
});
