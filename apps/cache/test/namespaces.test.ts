import { NAMESPACE_LIMITS } from "@steadytext/core";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { valueOf } from "./cache-fixture.ts";

const namespaces = exports.NamespaceEntrypoint;
let names = 0;
const newName = () => `cache ${++names}`;
const TENANT = "acme";
const rowsOf = async (table: string) => (await env.DB.prepare(`SELECT count(*) AS rows FROM ${table}`).first<{ rows: number }>())!.rows;

const strangeKeys = [
  "",
  "\0",
  "a\0b",
  "line\nbreak",
  "'; DROP TABLE namespaces; --",
  '"quoted"',
  "é".repeat(300),
  "\ud800",
  "\ud801",
  "\ufffd",
  "__proto__",
  "('tuple', 1)",
  "x".repeat(100_000),
];

describe("a namespace", () => {
  test("answers any key with the value that was set under it, and with no other", async () => {
    const name = newName();
    const items = strangeKeys.map((key, at) => ({ key, value: `v${at}` }));
    valueOf(await namespaces.set(TENANT, name, items));
    expect(valueOf(await namespaces.get(TENANT, name, [...strangeKeys, "absent"]))).toEqual([...items.map(({ value }) => value), null]);
    for (const [at, key] of strangeKeys.entries()) expect(valueOf(await namespaces.get(TENANT, name, [key]))).toEqual([`v${at}`]);
    expect(valueOf(await namespaces.stats(TENANT, name))).toMatchObject({ entryCount: strangeKeys.length });
  });

  test("belongs to its tenant", async () => {
    const name = newName();
    valueOf(await namespaces.set("a", name, [{ key: "k", value: "of-a" }]));
    valueOf(await namespaces.set("b", name, [{ key: "k", value: "of-b" }]));
    valueOf(await namespaces.clear("b", name));
    expect(valueOf(await namespaces.get("a", name, ["k"]))).toEqual(["of-a"]);
    expect(valueOf(await namespaces.exists("b", name, "k"))).toBe(false);
    expect(valueOf(await namespaces.get("c", name, ["k"]))).toEqual([null]);
  });

  test("is data whatever its name, and never part of a statement", async () => {
    const name = "x; DROP TABLE namespaces";
    valueOf(await namespaces.init(TENANT, name, 1_000));
    valueOf(await namespaces.set(TENANT, name, [{ key: "k", value: "dg==" }]));
    expect(valueOf(await namespaces.stats(TENANT, name))).toEqual({
      entryCount: 1,
      totalSize: 4,
      avgFrequency: 1,
      maxFrequency: 1,
      maxSizeBytes: 1_000,
      utilization: 0.004,
    });
  });

  test("changes its values, deletes them, and tells whether there is one", async () => {
    const name = newName();
    valueOf(
      await namespaces.set(TENANT, name, [
        { key: "k", value: "one" },
        { key: "k", value: "two" },
        { key: "l", value: "x" },
      ]),
    );
    expect(valueOf(await namespaces.get(TENANT, name, ["k", "k"]))).toEqual(["two", "two"]);
    valueOf(await namespaces.set(TENANT, name, [{ key: "k", value: "three" }]));
    expect(valueOf(await namespaces.get(TENANT, name, ["k"]))).toEqual(["three"]);
    expect([valueOf(await namespaces.exists(TENANT, name, "k")), valueOf(await namespaces.exists(TENANT, name, "m"))]).toEqual([
      true,
      false,
    ]);
    valueOf(await namespaces.delete(TENANT, name, ["k", "m"]));
    expect(valueOf(await namespaces.get(TENANT, name, ["k", "l"]))).toEqual([null, "x"]);
    expect(valueOf(await namespaces.stats(TENANT, name))).toMatchObject({ entryCount: 1, totalSize: 1 });
  });

  test("reads as empty before it is made, and reading makes none", async () => {
    const before = await rowsOf("namespaces");
    const name = newName();
    expect(valueOf(await namespaces.get(TENANT, name, ["k"]))).toEqual([null]);
    valueOf(await namespaces.delete(TENANT, name, ["k"]));
    valueOf(await namespaces.clear(TENANT, name));
    expect(valueOf(await namespaces.stats(TENANT, name))).toEqual({
      entryCount: 0,
      totalSize: 0,
      avgFrequency: 0,
      maxFrequency: 0,
      maxSizeBytes: NAMESPACE_LIMITS.defaultMaxSizeBytes,
      utilization: 0,
    });
    expect(await rowsOf("namespaces")).toBe(before);
  });

  test("counts reads, and its statistics tell of all of them", async () => {
    const name = newName();
    valueOf(
      await namespaces.set(TENANT, name, [
        { key: "k", value: "v" },
        { key: "l", value: "v" },
      ]),
    );
    for (let reads = 0; reads < 5; reads++) valueOf(await namespaces.get(TENANT, name, ["k"]));
    expect(valueOf(await namespaces.stats(TENANT, name))).toMatchObject({ avgFrequency: 3.5, maxFrequency: 6 });
  });
});

test("10,000 keys are set, read and deleted in one call each", async () => {
  const name = newName();
  const items = Array.from({ length: 10_000 }, (_, at) => ({ key: `key ${at}`, value: String(at) }));
  const keys = items.map(({ key }) => key);
  valueOf(await namespaces.set(TENANT, name, items));
  expect(valueOf(await namespaces.get(TENANT, name, keys))).toEqual(items.map(({ value }) => value));
  valueOf(await namespaces.delete(TENANT, name, keys.slice(1)));
  expect(valueOf(await namespaces.stats(TENANT, name))).toMatchObject({ entryCount: 1, totalSize: 1 });
});

test("an answer that would be too large is the first values that fit, one at least", async () => {
  const name = newName();
  const value = "A".repeat(1_900_000);
  const keys = ["1", "2", "3", "4", "5"];
  for (const key of keys) valueOf(await namespaces.set(TENANT, name, [{ key, value }]));
  const first = valueOf(await namespaces.get(TENANT, name, keys));
  expect(first.map((each) => each?.length)).toEqual([1_900_000, 1_900_000, 1_900_000, 1_900_000]);
  expect(valueOf(await namespaces.get(TENANT, name, keys.slice(first.length)))).toEqual([value]);
});

describe("refused by name, with nothing stored", () => {
  const value = "dg==";
  test.each([
    ["a name of 10 kB", "x".repeat(10_000), [{ key: "k", value }], "cache_name"],
    ["no name", "", [{ key: "k", value }], "cache_name"],
    ["a name that is no text", "\ud800", [{ key: "k", value }], "cache_name"],
    ["10,001 items", "n", Array.from({ length: 10_001 }, (_, at) => ({ key: String(at), value })), "items"],
    [
      "a value that is no base64",
      "n",
      [
        { key: "good", value },
        { key: "k", value: "not base64!" },
      ],
      "items.1.value",
    ],
  ])("%s", async (_, name, items, param) => {
    const before = await rowsOf("namespace_entries");
    expect(await namespaces.set(TENANT, name, items)).toMatchObject({ ok: false, error: { code: "invalid_request", param } });
    expect(await rowsOf("namespace_entries")).toBe(before);
  });

  test("a value past the row limit", async () => {
    const items = [
      { key: "small", value },
      { key: "large", value: "A".repeat(NAMESPACE_LIMITS.valueBytes + 1) },
    ];
    const name = newName();
    expect(await namespaces.set(TENANT, name, items)).toMatchObject({
      ok: false,
      error: { code: "body_too_large", param: "items.1.value" },
    });
    expect(valueOf(await namespaces.get(TENANT, name, ["small"]))).toEqual([null]);
    const largest = "A".repeat(NAMESPACE_LIMITS.valueBytes);
    valueOf(await namespaces.set(TENANT, name, [{ key: "largest", value: largest }]));
    expect(valueOf(await namespaces.get(TENANT, name, ["largest"]))).toEqual([largest]);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, NAMESPACE_LIMITS.maxSizeBytes + 1])("a size of %d bytes", async (size) => {
    expect(await namespaces.init(TENANT, "n", size)).toMatchObject({ ok: false, error: { code: "invalid_request", param: "max_size_mb" } });
  });

  test("10,001 keys", async () => {
    const keys = Array.from({ length: 10_001 }, String);
    for (const call of [namespaces.get(TENANT, "n", keys), namespaces.delete(TENANT, "n", keys)])
      expect(await call).toMatchObject({ ok: false, error: { code: "invalid_request", param: "keys" } });
  });

  test("a tenant's 1,001st namespace, while those it has go on", async () => {
    const insert = env.DB.prepare(
      "INSERT INTO namespaces (namespace, tenant, name, max_size_bytes, entries, created_at_ms) VALUES (?, 'crowded', ?, 1, 1, 1)",
    );
    valueOf(await namespaces.set("crowded", "first", [{ key: "k", value }]));
    await env.DB.batch(Array.from({ length: 999 }, (_, at) => insert.bind(String(at), String(at))));
    const refused = { ok: false, error: { code: "invalid_request", param: "cache_name" } };
    expect(await namespaces.set("crowded", "one more", [{ key: "k", value }])).toMatchObject(refused);
    expect(await namespaces.init("crowded", "one more", 5)).toMatchObject(refused);
    expect(valueOf(await namespaces.get("crowded", "one more", ["k"]))).toEqual([null]);
    valueOf(await namespaces.set("crowded", "first", [{ key: "l", value }]));
  });
});

test("past its size a namespace loses its least valuable entries, down to four fifths", async () => {
  const name = newName();
  valueOf(await namespaces.init(TENANT, name, 1_000));
  valueOf(
    await namespaces.set(
      TENANT,
      name,
      Array.from({ length: 10 }, (_, at) => ({ key: `k${at}`, value: "A".repeat(100) })),
    ),
  );
  for (let reads = 0; reads < 3; reads++) valueOf(await namespaces.get(TENANT, name, ["k0", "k1"]));
  valueOf(await namespaces.set(TENANT, name, [{ key: "new", value: "A".repeat(100) }]));
  const stats = valueOf(await namespaces.stats(TENANT, name));
  expect([stats.totalSize, stats.entryCount]).toEqual([800, 8]);
  expect(valueOf(await namespaces.get(TENANT, name, ["k0", "k1"]))).toEqual(["A".repeat(100), "A".repeat(100)]);
});

test("one larger value than a namespace may hold does not stay in it", async () => {
  const name = newName();
  valueOf(await namespaces.init(TENANT, name, 10));
  valueOf(await namespaces.set(TENANT, name, [{ key: "k", value: "A".repeat(100) }]));
  expect(valueOf(await namespaces.stats(TENANT, name))).toMatchObject({ entryCount: 0, totalSize: 0, utilization: 0 });
});
