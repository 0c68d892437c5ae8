import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChunks } from "./read-chunks.ts";

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
    const { stream, state } = byteStream([new Uint8Array(10), new Uint8Array(10), new Uint8Array(10)]);
    let length = 0;
    for await (const bytes of readChunks(stream, () => length < 10)) length += bytes.byteLength;
    expect(length).toBe(10);
    expect(state.cancelled).toBe(true);
  });
});
