import { describe, expect, test } from "vitest";
import { readParams, readQuery } from "./read-params.ts";

describe("path parameters", () => {
  test("are decoded once", () => {
    expect(readParams({ name: "a%2Fb%2525" })).toEqual({ ok: true, value: { name: "a/b%25" } });
  });

  test.each(["%", "%zz", "%ff"])("refuse %s, naming the segment", (name) => {
    expect(readParams({ name })).toMatchObject({ error: { code: "invalid_request", param: "name" } });
  });
});

describe("query", () => {
  test("is read as text", () => {
    expect(readQuery(new URL("https://x.test/?a=1&b=%20"))).toEqual({ ok: true, value: { a: "1", b: " " } });
  });

  test("refuses a parameter that is given twice", () => {
    expect(readQuery(new URL("https://x.test/?a=1&a=1"))).toMatchObject({ error: { code: "invalid_request", param: "a" } });
  });
});
