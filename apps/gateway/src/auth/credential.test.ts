import { describe, expect, test } from "vitest";
import { readCredential } from "./credential.ts";

describe("credential", () => {
  test.each([
    ["X-API-Key", { "x-api-key": "k" }, "k"],
    ["a bearer token", { authorization: "Bearer k" }, "k"],
    ["a bearer token whatever the scheme's case", { authorization: "bEaReR  k" }, "k"],
    ["both, when they agree", { "x-api-key": "k", authorization: "Bearer k" }, "k"],
    ["X-API-Key beside another scheme", { "x-api-key": "k", authorization: "Basic dTpw" }, "k"],
  ])("is read from %s", (_name, headers, key) => {
    expect(readCredential(new Headers(headers as Record<string, string>))).toEqual({ ok: true, value: key });
  });

  test.each([
    ["no header", {}, "missing_api_key"],
    ["empty headers", { "x-api-key": " ", authorization: "Bearer" }, "missing_api_key"],
    ["another scheme", { authorization: "Basic dTpw" }, "missing_api_key"],
    ["two keys", { "x-api-key": "k", authorization: "Bearer other" }, "invalid_request"],
  ])("is refused with %s", (_name, headers, code) => {
    expect(readCredential(new Headers(headers as Record<string, string>))).toMatchObject({ ok: false, error: { code } });
  });
});
