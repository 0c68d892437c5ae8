import { LIMITS } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("parseJson", () => {
  test("gives back any JSON value within the depth", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("__proto__"));
        expect(parseJson(bytes(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test.each([
    ["nothing", new Uint8Array(0)],
    ["half a value", bytes('{"prompt":')],
    ["a byte that is no UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
    ["an encoded surrogate", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ["an overlong form", Uint8Array.of(0x22, 0xc0, 0x80, 0x22)],
    ["NaN", bytes("NaN")],
    ["two values", bytes("{}{}")],
  ])("refuses %s as invalid_json, without the parser's words", (_name, body) => {
    const parsed = parseJson(body);
    expect(parsed).toMatchObject({ ok: false, error: { code: "invalid_json" } });
    expect(JSON.stringify(parsed)).not.toMatch(/position|token|Unexpected/);
  });

  test("refuses nesting past the limit, and a million levels as well", () => {
    expect(parseJson(bytes(nested(LIMITS.jsonDepth))).ok).toBe(true);
    expect(parseJson(bytes(nested(LIMITS.jsonDepth + 1)))).toMatchObject({ error: { code: "invalid_request" } });
    expect(parseJson(bytes(nested(1_000_000))).ok).toBe(false);
  });

  test.each(['{"__proto__":{"admin":true}}', '{"a":[{"__proto__":1}]}'])("refuses %s", (text) => {
    expect(parseJson(bytes(text))).toMatchObject({ error: { code: "unknown_field", param: "__proto__" } });
  });
});
