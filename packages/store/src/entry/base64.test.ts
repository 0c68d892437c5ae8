import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";

test("any bytes come back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void expect(fromBase64(toBase64(bytes))).toEqual(new Uint8Array(bytes))),
  );
  const large = Uint8Array.from({ length: 100_000 }, (_, at) => at * 31);
  expect(fromBase64(toBase64(large))).toEqual(large);
});

test("bytes have one text: any other text is other bytes, or none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), fc.string({ maxLength: 16 }), fc.nat(), (bytes, character, at) => {
      const text = toBase64(bytes);
      const index = at % (text.length + 1);
      const changed = text.slice(0, index) + character + text.slice(index + 1);
      fc.pre(changed !== text);
      expect(fromBase64(changed)).not.toEqual(new Uint8Array(bytes));
    }),
    { numRuns: 2_000 },
  );
  expect(["QQ==", "QR==", "QUI=", "QUJ=", "QQ", "Q Q=", "=", "===="].map((text) => fromBase64(text)?.length ?? null)).toEqual([
    1,
    null,
    2,
    null,
    null,
    null,
    null,
    null,
  ]);
});
