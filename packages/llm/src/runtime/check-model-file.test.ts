import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadBytes, TINY_CONTEXT } from "../test-support/tiny-runtime.ts";
import { tinyModel } from "../test-support/tiny-model.ts";
import { modelStream } from "../test-support/weights.ts";
import { checkModelFile } from "./check-model-file.ts";

const tiny = tinyModel();

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function check(bytes: Uint8Array, { sizeBytes = bytes.length, chunkBytes = 4096, maxBytes = 2 ** 30 } = {}) {
  return checkModelFile({ stream: chunks(bytes, chunkBytes), sizeBytes, contextLength: TINY_CONTEXT, maxBytes });
}

const faultOf = (result: Awaited<ReturnType<typeof check>>) => (result.ok ? null : result.error.details?.["fault"]);
const flipped = (at: number, bit: number) => tiny.bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));

describe("a check without loading", () => {
  it("says of any file with one bit changed what loading it says, whatever the chunks", async () => {
    const anyBit = fc.record({ at: fc.nat(tiny.bytes.length - 1), bit: fc.nat(7), chunkBytes: fc.integer({ min: 1, max: 5000 }) });
    const headerBit = anyBit.map(({ at, ...rest }) => ({ at: at % tiny.boundaries.at(-1)!, ...rest }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyBit, headerBit), async ({ at, bit, chunkBytes }) => {
        const bytes = flipped(at, bit);
        const loaded = await loadBytes(bytes, {}, chunkBytes);
        expect(faultOf(await check(bytes, { chunkBytes }))).toEqual(loaded.ok ? null : loaded.error.details?.["fault"]);
      }),
      { numRuns: 300 },
    );
  });

  it("finds numbers that are not finite wherever they are, and no others", async () => {
    const dataStart = tiny.boundaries.at(-1)!;
    const scaleHigh = dataStart + 34 * 7 + 1;
    for (const chunkBytes of [1, 7, 34, 4096]) {
      const bytes = tiny.bytes.slice();
      bytes[scaleHigh] = 0x7c;
      expect(faultOf(await check(bytes, { chunkBytes }))).toBe("non_finite_weights");
      bytes[scaleHigh] = 0x7b;
      expect(faultOf(await check(bytes, { chunkBytes }))).toBeNull();
    }
    const norm = new Uint8Array(new Float32Array([Infinity]).buffer);
    const end = tiny.bytes.length;
    for (const chunkBytes of [1, 3, 4096]) {
      const bytes = tiny.bytes.slice();
      bytes.set(norm, end - 4);
      expect(faultOf(await check(bytes, { chunkBytes }))).toBe("non_finite_weights");
    }
  });

  it("refuses a file cut at every boundary of its header and in its data", async () => {
    const places = [...tiny.boundaries.slice(0, -1), tiny.bytes.length - 1, tiny.boundaries.at(-1)! + 1000];
    for (const at of places) {
      expect((await check(tiny.bytes.subarray(0, at))).ok, `cut at ${at}`).toBe(false);
      expect((await check(tiny.bytes.subarray(0, at), { sizeBytes: tiny.bytes.length })).ok, `ended at ${at}`).toBe(false);
    }
  });

  it("refuses a model that needs more memory than there is", async () => {
    expect(faultOf(await check(tiny.bytes, { maxBytes: 100_000 }))).toBe("memory_limit");
  });

  it("accepts the real model", async () => {
    const { stream, sizeBytes } = modelStream();
    expect(await checkModelFile({ stream, sizeBytes, contextLength: 1024, maxBytes: 118_000_000 })).toEqual({ ok: true, value: null });
  });
});
