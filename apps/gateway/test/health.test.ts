import { fail, ok } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { healthReadyRoute } from "../src/routes/health-ready.ts";
import { routes } from "../src/routes/index.ts";
import { infoRoute } from "../src/routes/info.ts";
import { errorAnswer } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { embedder, EMBEDDER_IDENTITY } from "./stand-ins/embedder.ts";
import { engine, ENGINE_IDENTITY } from "./stand-ins/engine.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const open = { key: null } as const;
const digests = { model_digest: ENGINE_IDENTITY.modelDigest, engine_digest: ENGINE_IDENTITY.engineDigest };

describe("GET /health and /health/live", () => {
  test.each(["/health", "/health/live"])("%s is OK, or JSON when that is accepted, and asks no other Worker", async (path) => {
    const asked = [vi.spyOn(engine.does, "describe"), vi.spyOn(engine.does, "status"), vi.spyOn(embedder.does, "status")];
    const text = await send(newGateway(), path, open);
    expect([text.status, text.headers.get("content-type"), await text.text()]).toEqual([200, "text/plain; charset=utf-8", "OK"]);
    const json = await send(newGateway(), path, { ...open, headers: { accept: "text/html, application/json;q=0.9" } });
    expect(await json.json()).toEqual({ status: "ok" });
    for (const spy of asked) expect(spy).not.toHaveBeenCalled();
  });
});

describe("GET /health/ready", () => {
  test("is 200 with the digests once both models are loaded", async () => {
    const response = await send(newGateway(), "/health/ready", open);
    expect(response.status).toBe(200);
    const body = healthReadyRoute.response?.parse(await response.json());
    expect(body).toMatchObject({ models: { generate: { ...digests, name: "tiny-chat" }, embed: { name: "tiny-embed" } } });
    expect([engine.warmed, embedder.warmed]).toEqual([0, 0]);
  });

  test.each([
    { state: "unloaded", identity: ENGINE_IDENTITY },
    { state: "loading", identity: ENGINE_IDENTITY },
    { state: "failed", reason: "the file is damaged", fault: "digest_mismatch" },
  ] as const)("is 503 with each state until then, and only looks: $state", async (status) => {
    engine.does.status = async () => ok(status);
    const response = await send(newGateway(), "/health/ready", open);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
    const shown = status.state === "failed" ? status : { state: status.state, ...digests };
    expect(errorAnswer.parse(await response.json())).toMatchObject({
      code: "model_loading",
      models: { generate: shown, embed: { state: "ready" } },
    });
    expect([engine.warmed, embedder.warmed]).toEqual([0, 0]);
  });

  test("says which Worker cannot be reached, without its words", async () => {
    engine.does.status = async () => {
      throw new Error("canary");
    };
    const response = await send(newGateway(), "/health/ready", open);
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ models: { generate: { state: "failed" }, embed: { state: "ready" } } });
    expect(text).not.toContain("canary");
  });
});

describe("GET /info", () => {
  test("tells models, digests, version and limits", async () => {
    const body = infoRoute.response?.parse(await (await send(newGateway(), "/info")).json());
    expect(body).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      models: { generate: { ...digests, context_length: 1024 }, embed: { dimension: EMBEDDER_IDENTITY.dimension } },
      limits: { max_tokens: 200, body_bytes: 65_536 },
    });
  });

  test("shows a model that cannot be asked as null", async () => {
    embedder.does.describe = async () => fail("unavailable", "no model");
    expect(await (await send(newGateway(), "/info")).json()).toMatchObject({ models: { generate: digests, embed: null } });
  });
});

describe("GET /", () => {
  test("lists every other route", async () => {
    const body = await (await send(newGateway(), "/", open)).json<{ routes: Record<string, string> }>();
    const others = routes.filter((route) => route.path !== "/").map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(body.routes)).toEqual(others);
  });
});
