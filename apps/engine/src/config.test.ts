import { expect, it } from "vitest";
import deployed from "../wrangler.jsonc?raw";
import { parseConfig } from "./config.ts";

const GOOD = {
  REGIONS: "weur, enam",
  REPLICAS: "4",
  LOAD_LIMIT: "0.8",
  MAX_QUEUED: "32",
  MODEL_LOAD_MS: "10000",
  GENERATE_MS: "120000",
  MAX_STREAM_MS: "100000",
  MAX_CONTEXT: "1024",
  MAX_MODEL_BYTES: "118000000",
  CPU_MS: "300000",
};

it("takes every limit from the Worker's variables", () => {
  expect(parseConfig(GOOD)).toEqual({
    places: ["weur", "enam"],
    replicas: 4,
    loadLimit: 0.8,
    maxQueued: 32,
    modelLoadMs: 10_000,
    generateMs: 120_000,
    maxStreamMs: 100_000,
    maxContext: 1024,
    maxModelBytes: 118_000_000,
    cpuMs: 300_000,
  });
});

it.each([
  ["REGIONS", "europe"],
  ["REGIONS", ""],
  ["REGIONS", "weur,weur"],
  ["REPLICAS", "0"],
  ["REPLICAS", "2.5"],
  ["REPLICAS", undefined],
  ["LOAD_LIMIT", "1.1"],
  ["LOAD_LIMIT", "0"],
  ["LOAD_LIMIT", "high"],
  ["MAX_QUEUED", "-1"],
  ["MODEL_LOAD_MS", "0"],
  ["GENERATE_MS", "1e9"],
  ["MAX_STREAM_MS", "120001"],
  ["MAX_CONTEXT", "0"],
  ["MAX_MODEL_BYTES", "lots"],
  ["CPU_MS", "300001"],
])("stops the start by name when %s is %s", (name, value) => {
  expect(() => parseConfig({ ...GOOD, [name]: value })).toThrow(new RegExp(`^engine configuration: ${name}(\\.\\d+)?: `));
});

it("names every bad value at once", () => {
  expect(() => parseConfig({ ...GOOD, REPLICAS: "none", MAX_QUEUED: "0" })).toThrow(/REPLICAS: .*; MAX_QUEUED: /);
});

it("does not let a generation go on for longer than the platform lets it compute", () => {
  expect(() => parseConfig({ ...GOOD, CPU_MS: "119999" })).toThrow(/GENERATE_MS: must be at most CPU_MS/);
});

it("knows the CPU limit that the platform is given, in every environment", () => {
  const numbers = (pattern: RegExp) => [...deployed.matchAll(pattern)].map(([, digits]) => Number(digits));
  const limits = numbers(/"cpu_ms": (\d+)/g);
  const known = numbers(/"CPU_MS": "(\d+)"/g);
  expect(limits.length).toBeGreaterThan(0);
  expect(known).toHaveLength(deployed.split('"vars":').length - 1);
  expect(new Set([...limits, ...known])).toEqual(new Set([300_000]));
});
