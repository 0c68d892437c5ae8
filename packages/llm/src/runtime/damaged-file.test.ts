import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { tinyModel } from "../test-support/tiny-model.ts";
import { loadBytes } from "../test-support/tiny-runtime.ts";

const { bytes: whole } = tinyModel();
const published = createHash("sha256").update(whole).digest("hex");

function digestCheck() {
  const hash = createHash("sha256");
  return { update: (chunk: Uint8Array) => void hash.update(chunk), matches: () => hash.digest("hex") === published };
}

it("a published file with any one of 1,000 bits flipped is never loaded, and the whole one is", async () => {
  for (let i = 0; i < 1000; i++) {
    const at = Math.floor((i * whole.length) / 1000);
    const bytes = whole.slice();
    bytes[at] = bytes[at]! ^ (1 << (i % 8));
    const loaded = await loadBytes(bytes, { digestCheck: digestCheck() });
    expect(loaded.ok, `bit ${i % 8} of byte ${at}`).toBe(false);
  }
  expect((await loadBytes(whole, { digestCheck: digestCheck() })).ok).toBe(true);
});
