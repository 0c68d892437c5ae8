import { describe, expect, test } from "vitest";
import { cors } from "./cors.ts";

const ALLOWED = ["https://app.example"];

function answered(origin: string | null, method = "GET", origins = ALLOWED): Headers {
  const response = new Response(null, { headers: { allow: "POST, OPTIONS" } });
  cors(origins)(response, new Request("https://gateway.test/", { method, headers: origin === null ? {} : { origin } }));
  return response.headers;
}

describe("cors", () => {
  test.each([
    ["https://app.example", "https://app.example"],
    ["https://app.example.evil", null],
    ["http://app.example", null],
    ["https://app.example:8443", null],
    ["null", null],
    [null, null],
  ])("origin %s is answered with %s", (origin, allowed) => {
    const headers = answered(origin);
    expect(headers.get("access-control-allow-origin")).toBe(allowed);
    expect(headers.get("vary")).toBe("Origin");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("a preflight is told methods and headers, and only a preflight", () => {
    const headers = answered("https://app.example", "OPTIONS");
    expect(headers.get("access-control-allow-methods")).toBe("POST, OPTIONS");
    expect(headers.get("access-control-allow-headers")).toContain("x-api-key");
    expect(answered("https://app.example").get("access-control-allow-methods")).toBeNull();
    expect(answered("https://other.example", "OPTIONS").get("access-control-allow-methods")).toBeNull();
  });

  test("scripts may read the service's own headers", () => {
    const exposed = answered("https://app.example").get("access-control-expose-headers");
    for (const name of ["x-request-id", "x-steadytext-cache", "x-steadytext-model", "x-steadytext-digest", "retry-after"]) {
      expect(exposed).toContain(name);
    }
  });

  test("without an allow-list there is no CORS header at all", () => {
    expect([...answered("https://app.example", "OPTIONS", []).keys()]).toEqual(["allow"]);
  });
});
