import { fail, ok, type LedgerService } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { analyticsRoute } from "../src/routes/admin/analytics.ts";
import { administer } from "./admin-keys.ts";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { ledger } from "./stand-ins/ledger.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const ROW = { endpoint: "/generate", region: "weur", requests: 4, errors: 1 };

describe("GET /admin/analytics", () => {
  test("tells what each endpoint did in each region, of a day where no hours are given", async () => {
    const analytics = vi.fn<LedgerService["analytics"]>(async () =>
      ok([{ ...ROW, p50Ms: 12, p95Ms: 40, cacheRate: null, promptTokens: 7, completionTokens: 9 }]),
    );
    ledger.does.analytics = analytics;
    const response = await administer(newGateway(), "GET", "/admin/analytics");
    expect(analyticsRoute.response?.parse(await response.json())).toEqual({
      hours: 24,
      rows: [{ ...ROW, p50_ms: 12, p95_ms: 40, cache_rate: null, prompt_tokens: 7, completion_tokens: 9 }],
    });
    await administer(newGateway(), "GET", "/admin/analytics?hours=720");
    expect(analytics.mock.calls).toEqual([[{ hours: 24 }], [{ hours: 720 }]]);
  });

  test.each(["0", "721", "1.5", "a", "-1", "", "1e9"])("hours=%s is refused, and the parameter named", async (hours) => {
    await expectNestedError(await administer(newGateway(), "GET", `/admin/analytics?hours=${hours}`), 400, "invalid_request", "hours");
  });

  test("is unavailable where the ledger is, and says no more", async () => {
    ledger.does.analytics = async () => fail("unavailable", "The ledger cannot be read: try again", { retryAfterSeconds: 1 });
    await expectNestedError(await administer(newGateway(), "GET", "/admin/analytics"), 503, "unavailable");
  });

  test.each(["/admin/analytics", "/metrics"])("%s needs its own scope", async (path) => {
    expect((await send(newGateway(), path)).status).toBe(403);
    expect((await send(newGateway(), path, { key: null })).status).toBe(401);
    expect((await send(newGateway(), path, { key: keyText(path === "/metrics" ? "operator" : "metricsOnly") })).status).toBe(403);
  });
});

describe("server-timing", () => {
  const partsOf = (headers: Headers): string[] => (headers.get("server-timing") ?? "").split(", ").map((part) => part.split(";")[0] ?? "");

  test.each([
    ["/generate", { prompt: "timed" }, ["cache", "engine", "key", "total"]],
    ["/embed", { text: "timed" }, ["cache", "embedder", "key", "total"]],
  ])("tells the parts of %s", async (path, body, parts) => {
    const gateway = newGateway();
    const { headers } = await send(gateway, path, { body });
    expect([...new Set(partsOf(headers))].toSorted()).toEqual(parts);
    for (const part of (headers.get("server-timing") ?? "").split(", ")) expect(part).toMatch(/^[a-z]+;dur=\d+\.\d$/);
  });
});
