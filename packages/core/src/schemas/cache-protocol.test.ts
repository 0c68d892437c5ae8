import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NAMESPACE_LIMITS } from "../services/namespace.ts";
import { cacheBatchSetRequest, cacheInitRequest, cacheKeysRequest, cacheSetRequest, mebibytesToBytes } from "./cache-protocol.ts";

const item = { key: "k", value: "QQ==", size: 4 };
const set = (change: object) => cacheSetRequest.safeParse({ cache_name: "c", ...item, ...change }).success;
const init = (max_size_mb: unknown) => cacheInitRequest.safeParse({ cache_name: "c", max_size_mb }).success;

describe("the cache protocol's bodies", () => {
  it("take every value that a base64 encoder writes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(set({ value: Buffer.from(bytes).toString("base64") })).toBe(true);
      }),
    );
  });

  it.each(["Q", "QQ", "QQ=", "Q===", "QQ==\n", " QQ=", "QQ_-", "QQ==QQ==", "ä===", "QUJ\0"])("refuse %j, which is no base64", (value) => {
    expect(set({ value })).toBe(false);
  });

  it("take any text as a key, and ignore what they do not know", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (key) => {
        expect(cacheSetRequest.parse({ cache_name: "c", ...item, key, tags: ["x"] })).toEqual({ cache_name: "c", ...item, key });
      }),
    );
  });

  it("do without the hint of a size, but not with one that is no size", () => {
    expect(set({ size: undefined })).toBe(true);
    for (const size of [-1, "4", null, Number.NaN, Number.POSITIVE_INFINITY]) expect(set({ size })).toBe(false);
  });

  it.each([-1, 0, -0, 10_241, 1e308, "100", null])("refuse a size of %j MB", (size) => {
    expect(init(size)).toBe(false);
  });

  it("take sizes of a fraction of a MB up to 10 GiB, in whole bytes", () => {
    for (const size of [1e-9, 0.5, 100, 10_240]) expect(init(size)).toBe(true);
    expect([1e-9, 0.5, 10_240].map(mebibytesToBytes)).toEqual([1, 524_288, NAMESPACE_LIMITS.maxSizeBytes]);
  });

  it("refuse a batch past the limit, and a name that is empty, too long or no text of its own", () => {
    const keys = Array.from({ length: NAMESPACE_LIMITS.keys + 1 }, String);
    expect(cacheKeysRequest.safeParse({ cache_name: "c", keys }).success).toBe(false);
    expect(cacheKeysRequest.safeParse({ cache_name: "c", keys: keys.slice(1) }).success).toBe(true);
    expect(cacheBatchSetRequest.safeParse({ cache_name: "c", items: keys.map((key) => ({ key, value: "" })) }).success).toBe(false);
    for (const cache_name of ["", "x".repeat(256), "é".repeat(128), "\ud800"]) expect(set({ cache_name })).toBe(false);
    expect(set({ cache_name: "x; DROP TABLE y" })).toBe(true);
  });
});
