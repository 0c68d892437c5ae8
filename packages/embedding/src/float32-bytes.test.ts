import { expect, test } from "vitest";
import { float32Bytes } from "./float32-bytes.ts";

test("bytes are little-endian float32", () => {
  expect([...float32Bytes(Float32Array.of(1, -2))]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});
