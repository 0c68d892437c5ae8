import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChunks } from "./read-chunks.ts";

const MEGABYTE = 1 << 20;

function byteStream(chunks: readonly Uint8Array[]) {
  const state = { cancelled: false };
  const left = [...chunks];
  const stream = new ReadableStream({
    type: "bytes",
    pull(controller) {
      const chunk = left.shift();
      if (chunk !== undefined) return controller.enqueue(chunk.slice());
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}

describe("reading through one buffer", () => {
  it("gives the bytes that went in, in order", async () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 20 }), async (chunks) => {
        const read: number[] = [];
        for await (const bytes of readChunks(byteStream(chunks).stream, () => true)) read.push(...bytes);
        expect(read).toEqual(chunks.flatMap((bytes) => [...bytes]));
      }),
    );
  });

  it("lets go of the stream when nobody wants the rest", async () => {
    const { stream, state } = byteStream([new Uint8Array(MEGABYTE), new Uint8Array(MEGABYTE), new Uint8Array(MEGABYTE)]);
    let length = 0;
    for await (const bytes of readChunks(stream, () => length < MEGABYTE)) length += bytes.byteLength;
    expect(length).toBe(MEGABYTE);
    expect(state.cancelled).toBe(true);
  });

  it("leaves no buffer behind, whether the stream ends or is left", async () => {
    for (const takesAll of [true, false]) {
      const { stream } = byteStream([new Uint8Array(MEGABYTE), new Uint8Array(10)]);
      const seen: Uint8Array[] = [];
      for await (const bytes of readChunks(stream, () => takesAll || seen.length === 0)) seen.push(bytes);
      expect(seen.map(({ byteLength }) => byteLength)).toEqual(takesAll ? [0, 0] : [0]);
    }
  });
});
