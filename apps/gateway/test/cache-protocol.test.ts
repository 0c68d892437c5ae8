import {
  cacheBatchGetAnswer,
  cacheFoundAnswer,
  cacheInitAnswer,
  cacheStatsAnswer,
  fail,
  LIMITS,
  NAMESPACE_LIMITS,
  ok,
} from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send, type Send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { namespaces } from "./stand-ins/namespaces.ts";

beforeEach(resetStandIns);

const gateway = newGateway();
const post = (path: string, body: object, more: Send = {}) => send(gateway, path, { key: keyText("cacheUser"), ...more, body });
const named = (more: object = {}) => ({ cache_name: "c", ...more });
const ODD_KEYS = ["__proto__", "constructor", "7", "", "\0", "a\nb", `'"`, "('prompt', 512, None)", "é".repeat(300), "\ud800", "\ud801"];

const READS = [
  ["/api/get", named({ key: "k" })],
  ["/api/exists", named({ key: "k" })],
  ["/api/stats", named()],
  ["/api/batch/get", named({ keys: ["k"] })],
] as const;
const WRITES = [
  ["/api/init", named({ max_size_mb: 100 })],
  ["/api/set", named({ key: "k", value: "QQ==", size: 4 })],
  ["/api/delete", named({ key: "k" })],
  ["/api/clear", named()],
  ["/api/batch/set", named({ items: [{ key: "k", value: "QQ==", size: 4 }] })],
  ["/api/batch/delete", named({ keys: ["k"] })],
] as const;

describe("the cache protocol", () => {
  test("a value that was set is found, exists, and is gone after its deletion", async () => {
    expect(await parsed(await post("/api/get", named({ key: "k" })), cacheFoundAnswer)).toEqual({ found: false });
    expect(await (await post("/api/set", named({ key: "k", value: "QQ==", size: 4 }))).json()).toEqual({ success: true });
    expect(await parsed(await post("/api/get", named({ key: "k" })), cacheFoundAnswer)).toEqual({ found: true, value: "QQ==" });
    expect(await (await post("/api/exists", named({ key: "k" }))).json()).toEqual({ exists: true });
    expect(await (await post("/api/delete", named({ key: "k" }))).json()).toEqual({ success: true });
    expect(await (await post("/api/exists", named({ key: "k" }))).json()).toEqual({ exists: false });
  });

  test("a batch answers each key once, as it was sent, with only its own value", async () => {
    const items = ODD_KEYS.map((key, index) => ({ key, value: btoa(String(index)), size: 4 }));
    expect(await (await post("/api/batch/set", named({ items }))).json()).toEqual({ success: true });
    const asked = [...ODD_KEYS, "absent", "absent", "toString"];
    const response = await post("/api/batch/get", named({ keys: asked }));
    expect(response.headers.get("content-type")).toBe("application/json");
    const { results } = JSON.parse(await response.text()) as { results: object };
    expect(new Map(Object.entries(results))).toEqual(
      new Map<string, object>([
        ...items.map(({ key, value }) => [key, { found: true, value }] as const),
        ["absent", { found: false }],
        ["toString", { found: false }],
      ]),
    );
    expect(await (await post("/api/batch/delete", named({ keys: ODD_KEYS }))).json()).toEqual({ success: true });
    expect((await parsed(await post("/api/stats", named()), cacheStatsAnswer)).entry_count).toBe(0);
  });

  test("a batch is whole however few values the cache answers at once", async () => {
    const keys = Array.from({ length: 2500 }, (_, i) => `key ${i}`);
    await post("/api/batch/set", named({ items: keys.map((key) => ({ key, value: btoa(key) })) }));
    for (const valuesAtOnce of [97, 1000, 2500]) {
      namespaces.valuesAtOnce = valuesAtOnce;
      const { results } = await parsed(await post("/api/batch/get", named({ keys })), cacheBatchGetAnswer);
      expect(results).toEqual(Object.fromEntries(keys.map((key) => [key, { found: true, value: btoa(key) }])));
    }
    expect(await (await post("/api/batch/get", named({ keys: [] }))).json()).toEqual({ results: {} });
  });

  test("a batch that cannot be read is an error, and one that breaks off in the middle is no JSON", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const { get } = namespaces.does;
    namespaces.does.get = async () => ok([]);
    await expectError(await post("/api/batch/get", named({ keys: ["a"] })), 503, "unavailable");
    let pages = 0;
    namespaces.valuesAtOnce = 1;
    namespaces.does.get = async (...args) => ((pages += 1) === 1 ? get(...args) : fail("unavailable", "gone"));
    const response = await post("/api/batch/get", named({ keys: ["a", "b"] }));
    await expect(response.text()).rejects.toThrow("broke off");
  });

  test("initialising says how much the cache may hold, in bytes to the store", async () => {
    const sizes: number[] = [];
    namespaces.does.init = async (_tenant, _name, bytes) => {
      sizes.push(bytes);
      return ok(null);
    };
    const answer = await parsed(await post("/api/init", named({ max_size_mb: 0.5 })), cacheInitAnswer);
    await post("/api/init", named());
    expect(answer).toEqual({ success: true, message: "The cache holds up to 0.5 MB of values" });
    expect(sizes).toEqual([524_288, NAMESPACE_LIMITS.defaultMaxSizeBytes]);
  });

  test("a cache is its tenant's own, and clearing one leaves the others", async () => {
    const set = named({ key: "k", value: "QQ==" });
    await post("/api/set", set);
    await post("/api/set", { ...set, cache_name: "other" });
    const stranger = { key: keyText("cacheStranger") };
    expect(await (await post("/api/get", named({ key: "k" }), stranger)).json()).toEqual({ found: false });
    await post("/api/clear", named(), stranger);
    expect(await (await post("/api/exists", named({ key: "k" }))).json()).toEqual({ exists: true });
    await post("/api/clear", named());
    expect(await (await post("/api/exists", named({ key: "k" }))).json()).toEqual({ exists: false });
    expect(await (await post("/api/exists", { ...set, cache_name: "other" })).json()).toEqual({ exists: true });
  });
});

describe("who may", () => {
  test.each([...READS, ...WRITES])(
    "%s takes a valid key with its scope, and says 401 where the client looks for it",
    async (path, body) => {
      expect((await post(path, body)).status).toBe(200);
      for (const key of [null, "made up", keyText("cacheUser", "w".repeat(32))]) {
        const refused = await post(path, body, { key });
        expect(refused.headers.get("www-authenticate")).toBe("Bearer");
        await expectError(refused, 401, key === null ? "missing_api_key" : "invalid_api_key");
      }
      await expectError(await post(path, body, { key: keyText("acme") }), 403, "insufficient_scope");
      const authorization = `Bearer ${keyText("cacheUser")}`;
      expect((await post(path, body, { key: null, headers: { authorization } })).status).toBe(200);
    },
  );

  test("whoever may only read can read, and changes nothing", async () => {
    const key = keyText("cacheReader");
    for (const [path, body] of READS) expect((await post(path, body, { key })).status).toBe(200);
    for (const [path, body] of WRITES) await expectError(await post(path, body, { key }), 403, "insufficient_scope");
    expect([...namespaces.held.values()].flatMap((held) => [...held])).toEqual([]);
  });

  test("nothing is asked for whoever is not admitted", async () => {
    namespaces.asked = 0;
    for (const [path, body] of [...READS, ...WRITES]) await post(path, body, { key: keyText("cacheUser", "w".repeat(32)) });
    expect(namespaces.asked).toBe(0);
  });
});

describe("bad input", () => {
  const keys = Array.from({ length: 10_001 }, (_, i) => String(i));
  const items = keys.map((key) => ({ key, value: "" }));

  test.each([
    ["a value that is no base64", "/api/set", named({ key: "k", value: "not base64!" }), "value"],
    [
      "one bad value in a batch",
      "/api/batch/set",
      named({
        items: [
          { key: "a", value: "QQ==" },
          { key: "b", value: "-" },
        ],
      }),
      "items.1.value",
    ],
    ["a size that is none", "/api/set", named({ key: "k", value: "QQ==", size: -1 }), "size"],
    ["a negative budget", "/api/init", named({ max_size_mb: -1 }), "max_size_mb"],
    ["an enormous budget", "/api/init", named({ max_size_mb: 1e12 }), "max_size_mb"],
    ["10,001 keys to read", "/api/batch/get", named({ keys }), "keys"],
    ["10,001 keys to delete", "/api/batch/delete", named({ keys }), "keys"],
    ["10,001 items", "/api/batch/set", named({ items }), "items"],
    ["a name of 10 kB", "/api/get", { cache_name: "n".repeat(10_000), key: "k" }, "cache_name"],
    ["no name", "/api/stats", {}, "cache_name"],
    ["a key that is no text", "/api/get", named({ key: 7 }), "key"],
    ["keys that are no list", "/api/batch/get", named({ keys: "k" }), "keys"],
  ])("%s is refused by name, before the cache is asked", async (_, path, body, param) => {
    await expectError(await post(path, body), 400, "invalid_request", param);
    expect(namespaces.asked).toBe(0);
  });

  test("a body over the limit is refused, one at the limit is taken", async () => {
    const padded = (bytes: number) => JSON.stringify(named({ key: "k" })).padEnd(bytes, " ");
    const at = (bytes: number) => send(gateway, "/api/get", { key: keyText("cacheUser"), raw: padded(bytes) });
    expect((await at(LIMITS.cacheBodyBytes)).status).toBe(200);
    await expectError(await at(LIMITS.cacheBodyBytes + 1), 413, "body_too_large");
  });

  test("a value past a row's size is refused, one of just that size is taken", async () => {
    const set = (length: number) => post("/api/set", named({ key: "k", value: "A".repeat(length) }));
    expect((await set(NAMESPACE_LIMITS.valueBytes)).status).toBe(200);
    await expectError(await set(NAMESPACE_LIMITS.valueBytes + 4), 413, "body_too_large", "value");
  });

  test("a size that lies changes nothing, and fields to come are ignored", async () => {
    for (const size of [0, 1, 1e300]) {
      expect((await post("/api/set", named({ key: "k", value: "QUJD", size, tags: ["x"], compress: true }))).status).toBe(200);
      expect((await parsed(await post("/api/stats", named()), cacheStatsAnswer)).total_size).toBe(4);
    }
  });

  test("a cache that does not answer is 503 with the time to try again", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    namespaces.does.get = async () => {
      throw new Error("internal text");
    };
    const refused = await post("/api/get", named({ key: "k" }));
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(JSON.stringify(await expectError(refused, 503, "unavailable"))).not.toContain("internal text");
  });
});
