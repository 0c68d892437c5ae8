import { DEFAULT_CACHE_RULES } from "@steadytext/store";
import { expect, test } from "vitest";
import { parseConfig } from "./config.ts";

test("the variable sets the lifetime of shared generations, and of nothing else", () => {
  const { rules } = parseConfig({ STEADYTEXT_CACHE_TTL: "7200" });
  expect(rules).toEqual({ ...DEFAULT_CACHE_RULES, generate: { ...DEFAULT_CACHE_RULES.generate, sharedSeconds: 7200 } });
});

test("rules change what they name", () => {
  const { rules } = parseConfig({ CACHE_RULES: { generate: { tenantSeconds: 60 }, embed: { maxEntries: 5 } } });
  expect(rules).toEqual({
    generate: { ...DEFAULT_CACHE_RULES.generate, tenantSeconds: 60 },
    embed: { ...DEFAULT_CACHE_RULES.embed, maxEntries: 5 },
  });
});

test("without variables the defaults hold", () => {
  expect(parseConfig({})).toEqual({ rules: DEFAULT_CACHE_RULES, byteBudget: 256 * 1024 ** 2, memoryBytes: 16 * 1024 ** 2 });
});

test.each(["59", "soon", "", "1e12", "60.5"])("the value %j stops the start with the variable's name", (value) => {
  expect(() => parseConfig({ STEADYTEXT_CACHE_TTL: value })).toThrow("STEADYTEXT_CACHE_TTL");
});

test.each([
  ["CACHE_RULES.embed.maxEntries", { CACHE_RULES: { embed: { maxEntries: 0 } } }],
  ["CACHE_RULES.generate", { CACHE_RULES: { generate: { ttl: 60 } } }],
  ["CACHE_MAX_MB", { CACHE_MAX_MB: "0" }],
  ["CACHE_MEMORY_MB", { CACHE_MEMORY_MB: "100" }],
])("a bad %s stops the start with its name", (name, env) => {
  expect(() => parseConfig(env)).toThrow(name);
});
