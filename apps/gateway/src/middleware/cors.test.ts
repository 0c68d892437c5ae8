import { describe, expect, test } from "vitest";
import { ANSWER_HEADERS } from "../openapi/headers.ts";
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
    // OpenAI's clients send a dozen headers of their own from a browser; only authorization is not among those that * stands for.
    expect(headers.get("access-control-allow-headers")?.split(", ")).toEqual(expect.arrayContaining(["authorization", "x-api-key", "*"]));
    expect(answered("https://app.example").get("access-control-allow-methods")).toBeNull();
    expect(answered("https://other.example", "OPTIONS").get("access-control-allow-methods")).toBeNull();
  });

  test("scripts may read every header that the API's document tells of", () => {
    const exposed = answered("https://app.example").get("access-control-expose-headers")?.split(", ");
    expect(exposed).toEqual(expect.arrayContaining(["x-request-id", "x-steadytext-cache", "ratelimit", "retry-after", "x-should-retry"]));
    expect(exposed).toEqual(Object.keys(ANSWER_HEADERS));
  });

  test("without an allow-list there is no CORS header at all", () => {
    expect([...answered("https://app.example", "OPTIONS", []).keys()]).toEqual(["allow"]);
  });
});
