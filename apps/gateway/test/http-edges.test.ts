import { beforeEach, describe, expect, test } from "vitest";
import { errorFamily } from "../src/http/error-family.ts";
import { routes } from "../src/routes/index.ts";
import { expectError, expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { engine } from "./stand-ins/engine.ts";

beforeEach(resetStandIns);

const paths = routes.map(({ method, path }) => [method, path] as const);
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Whether any route takes a method here: `/a/:b` takes what `/a/c` does not. */
function taken(method: string, path: string): boolean {
  const asked = method === "HEAD" ? "GET" : method;
  return routes.some((route) => route.method === asked && new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+")}$`).test(path));
}

function methodsIn(response: Response): Set<string> {
  return new Set(response.headers.get("allow")?.split(", "));
}

describe("every answer", () => {
  test.each([
    ["/health", {}],
    ["/nowhere", {}],
    ["/generate", { body: { prompt: "a" } }],
    ["/generate", { body: {} }],
    ["/generate", { method: "DELETE" }],
  ])("of %s %j carries the request id, the timing and the security headers", async (path, request) => {
    const { headers } = await send(newGateway(), path, { ...request, headers: { "x-request-id": "my-id.1" } });
    expect(headers.get("x-request-id")).toBe("my-id.1");
    expect(headers.get("server-timing")).toMatch(/total;dur=\d/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("methods", () => {
  test.each([...new Set(routes.map(({ path }) => path))])("%s: other methods are 405 with Allow, OPTIONS needs no key", async (path) => {
    const allowed = METHODS.filter((method) => taken(method, path));
    const allow = [...allowed, "OPTIONS"];
    const expectRefusal = errorFamily(path) === "openai" ? expectNestedError : expectError;
    for (const other of METHODS.filter((method) => !allowed.includes(method) && method !== "HEAD")) {
      const refused = await send(newGateway(), path, { method: other, key: null });
      expect(methodsIn(refused)).toEqual(new Set(allow));
      await expectRefusal(refused, 405, "method_not_allowed");
    }
    const options = await send(newGateway(), path, { method: "OPTIONS", key: null });
    expect([options.status, methodsIn(options), await options.text()]).toEqual([204, new Set(allow), ""]);
  });

  test.each(paths.filter(([method]) => method === "GET"))("HEAD %2$s is the GET without its body", async (_method, path) => {
    const gateway = newGateway();
    const [get, head] = [await send(gateway, path), await send(gateway, path, { method: "HEAD" })];
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([get.status, get.headers.get("content-type"), ""]);
  });

  test.each(["/nowhere", "/generate/x", "/GENERATE", "/health/../nowhere", "/%67enerate"])("there is no %s", async (path) => {
    for (const method of ["GET", "POST", "OPTIONS"])
      await expectError(await send(newGateway(), path, { method, key: null }), 404, "not_found");
  });

  test.each(["/health/../admin", "/v1/nowhere", "/admin/nowhere"])("there is no %s, told the way OpenAI's clients read", async (path) => {
    for (const method of ["GET", "POST", "OPTIONS"])
      await expectNestedError(await send(newGateway(), path, { method, key: null }), 404, "not_found");
  });
});

describe("cross-origin requests", () => {
  test("a preflight of an allowed origin is answered without a key; another origin gets no CORS header", async () => {
    const preflight = { method: "OPTIONS", key: null } as const;
    const ask = { "access-control-request-method": "POST", "access-control-request-headers": "x-api-key" };
    const allowed = await send(newGateway(), "/generate", { ...preflight, headers: { ...ask, origin: "https://app.example" } });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(allowed.headers.get("access-control-allow-methods")).toBe("POST, OPTIONS");
    const other = await send(newGateway(), "/generate", { ...preflight, headers: { ...ask, origin: "https://evil.example" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("an allowed origin can read errors, too", async () => {
    const refused = await send(newGateway(), "/generate", { body: {}, key: null, headers: { origin: "https://other.example" } });
    expect(refused.headers.get("access-control-allow-origin")).toBe("https://other.example");
    expect(refused.headers.get("vary")).toBe("Origin");
    await expectError(refused, 401, "missing_api_key");
  });
});

describe("identity headers from outside", () => {
  test("change nothing", async () => {
    const headers = {
      "x-st-tenant": "globex",
      "x-steadytext-digest": "0".repeat(64),
      "x-forwarded-host": "evil.example",
      host: "evil.example",
    };
    const gateway = newGateway();
    await (await send(gateway, "/generate", { body: { prompt: "a" } })).settled();
    const response = await send(gateway, "/generate", { body: { prompt: "a" }, headers });
    expect(response.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(engine.jobs).toHaveLength(1);
  });
});
