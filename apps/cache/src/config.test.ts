import { DEFAULT_LIFETIMES } from "@steadytext/store";
import { expect, test } from "vitest";
import { parseConfig } from "./config.ts";

test("the variable sets the lifetime of shared generations, and of nothing else", () => {
  const { lifetimes } = parseConfig({ STEADYTEXT_CACHE_TTL: "7200" });
  expect(lifetimes).toEqual({ ...DEFAULT_LIFETIMES, generate: { ...DEFAULT_LIFETIMES.generate, shared: 7200 } });
});

test("without it the defaults hold", () => {
  expect(parseConfig({}).lifetimes).toEqual(DEFAULT_LIFETIMES);
});

test.each(["59", "soon", "", "1e12", "60.5"])("the value %j stops the start with the variable's name", (value) => {
  expect(() => parseConfig({ STEADYTEXT_CACHE_TTL: value })).toThrow("STEADYTEXT_CACHE_TTL");
});
