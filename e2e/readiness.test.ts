import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddingModel, generationModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

const prompt = { prompt: "Say hello.", max_tokens: 4 };

let service: Service;
beforeAll(async () => {
  service = await startService([]);
});
afterAll(() => service?.close());

describe("a service without weights", () => {
  it("is alive, not ready, and says so to callers until the models are there", async () => {
    expect((await service.get("/health/live")).status).toBe(200);
    expect((await service.get("/health/ready")).status).toBe(503);
    const refused = await service.post("/generate", prompt);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "unavailable" });

    await service.publish([generationModel(), embeddingModel()]);
    // Activation loads both models; nothing else is asked for one.
    await expect.poll(async () => (await service.get("/health/ready")).status, { timeout: 60_000, interval: 500 }).toBe(200);
    expect((await service.post("/generate", prompt)).status).toBe(200);
  });

  it("loads nothing for those who look, and each model for its first caller", async () => {
    await service.restart();
    const states = async () => {
      const { models } = (await (await service.get("/health/ready")).json()) as { models: Record<string, { state: string }> };
      return [models.generate?.state, models.embed?.state];
    };
    for (let look = 0; look < 5; look++) expect(await states()).toEqual(["unloaded", "unloaded"]);
    const answered = async (path: string, body: object) => (await service.post(path, { ...body, cache: { no_cache: true } })).status;
    await expect.poll(() => answered("/generate", prompt), { timeout: 60_000 }).toBe(200);
    expect(await states()).toEqual(["ready", "unloaded"]);
    await expect.poll(() => answered("/embed", { text: "a" }), { timeout: 60_000 }).toBe(200);
    expect(await states()).toEqual(["ready", "ready"]);
  });
});

describe("bad input", () => {
  it.each([
    ["no JSON", "{", 400, "invalid_json"],
    ["no object", "null", 400, "invalid_request"],
    ["an unknown field", { ...prompt, promt: "x" }, 400, "unknown_field"],
    ["a wrong type", { prompt: ["a"] }, 400, "invalid_request"],
    ["a constraint that cannot be kept", { ...prompt, regex: "a(?=b)" }, 400, "invalid_request"],
    ["too large a body", { prompt: "x".repeat(70_000) }, 413, "body_too_large"],
  ])("with %s is refused by name", async (_, body, status, code) => {
    const response = await service.post("/generate", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, request_id: expect.any(String) });
  });

  it("of another media type is refused", async () => {
    expect((await service.post("/generate", "prompt=a", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
  });
});
