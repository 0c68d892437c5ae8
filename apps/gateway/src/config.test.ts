import { describe, expect, test } from "vitest";
import { parseConfig } from "./config.ts";

const record = { id: "0123456789AB", env: "live", hash: "0".repeat(64), tenant: "acme", scopes: ["generate"], name: "first" };
const good = { KEY_PEPPER: "sixteen letters!", API_KEYS: JSON.stringify([record]) };

describe("configuration", () => {
  test("fills what is not set", () => {
    expect(parseConfig(good)).toMatchObject({
      STEADYTEXT_MODEL: "default",
      STEADYTEXT_MAX_TOKENS: 512,
      CORS_ORIGINS: [],
      API_KEYS: [record],
    });
  });

  test("reads a list of origins", () => {
    const { CORS_ORIGINS } = parseConfig({ ...good, CORS_ORIGINS: " https://a.example ,http://localhost:3000," });
    expect(CORS_ORIGINS).toEqual(["https://a.example", "http://localhost:3000"]);
  });

  test.each([
    ["STEADYTEXT_MODEL", "No Such Name"],
    ["STEADYTEXT_MAX_TOKENS", "0"],
    ["STEADYTEXT_MAX_TOKENS", "513"],
    ["STEADYTEXT_MAX_TOKENS", "many"],
    ["STEADYTEXT_MAX_TOKENS", ""],
    ["CORS_ORIGINS", "*"],
    ["CORS_ORIGINS", "https://a.example/path"],
    ["CORS_ORIGINS", "a.example"],
    ["KEY_PEPPER", "short"],
    ["KEY_PEPPER", undefined],
    ["API_KEYS", undefined],
    ["API_KEYS", "canary-value {"],
    ["API_KEYS", '[{"id":"canary-value"}]'],
    ["API_KEYS", JSON.stringify([{ ...record, scopes: ["everything"] }])],
    ["API_KEYS", JSON.stringify([{ ...record, key: "canary-value" }])],
  ])("stops at a bad %s (%s), and names it without its value", (name, value) => {
    const parse = () => parseConfig({ ...good, [name]: value });
    expect(parse).toThrow(name);
    expect(parse).not.toThrow("canary-value");
  });
});
