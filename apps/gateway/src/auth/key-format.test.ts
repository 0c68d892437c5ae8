import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatKey, parseKey, randomKey } from "./key-format.ts";

const base62 = (length: number) =>
  fc.string({
    unit: fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    minLength: length,
    maxLength: length,
  });
const keyParts = fc.record({ env: fc.constantFrom("live" as const, "test" as const), id: base62(12), secret: base62(32) });

describe("key format", () => {
  test("a key gives back its parts", () => {
    fc.assert(fc.property(keyParts, (parts) => void expect(parseKey(formatKey(parts))).toEqual(parts)));
  });

  test("each single-character edit of a key is refused by its checksum", () => {
    const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_- \n\0é";
    for (const parts of [randomKey("live"), randomKey("test"), { env: "live", id: "0".repeat(12), secret: "z".repeat(32) } as const]) {
      const key = formatKey(parts);
      for (let at = 0; at < key.length; at++) {
        for (const character of alphabet.replace(key[at] ?? "", "")) {
          expect(parseKey(key.slice(0, at) + character + key.slice(at + 1))).toBeNull();
        }
        expect(parseKey(key.slice(0, at) + key.slice(at + 1))).toBeNull();
        expect(parseKey(`${key.slice(0, at)}0${key.slice(at)}`)).toBeNull();
      }
    }
  });

  test("two neighbours that change places are refused", () => {
    fc.assert(
      fc.property(keyParts, fc.nat(50), (parts, at) => {
        const key = formatKey(parts);
        const [a = "", b = ""] = key.slice(at, at + 2);
        fc.pre(a !== b);
        expect(parseKey(key.slice(0, at) + b + a + key.slice(at + 2))).toBeNull();
      }),
    );
  });

  test("arbitrary text is no key", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => void expect(parseKey(text)).toBeNull()));
    expect(parseKey("x".repeat(1_000_000))).toBeNull();
  });

  test("100,000 new keys are all different", () => {
    const secrets = Array.from({ length: 100_000 }, () => randomKey("live").secret);
    expect(new Set(secrets).size).toBe(secrets.length);
  }, 30_000);
});
