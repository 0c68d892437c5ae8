import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";

test("CRC-32 has the standard's check value", () => {
  expect(crc32("123456789")).toBe(0xcbf4_3926);
  expect(crc32("")).toBe(0);
});
