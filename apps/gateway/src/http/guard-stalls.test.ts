import { describe, expect, test } from "vitest";
import { guardStalls } from "./guard-stalls.ts";

/** A stream of chunks, and whether its reader gave up. */
function source(chunks: readonly number[][], ends: boolean) {
  const seen = { cancelled: false };
  const left = chunks.map((chunk) => Uint8Array.from(chunk));
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = left.shift();
      if (chunk) return controller.enqueue(chunk);
      if (ends) controller.close();
      else return new Promise(() => undefined);
    },
    cancel: () => void (seen.cancelled = true),
  });
  return { seen, stream };
}

describe("a guarded body", () => {
  test("has the same bytes", async () => {
    const { stream } = source([[1, 2], [3]], true);
    expect([...new Uint8Array(await new Response(guardStalls(stream)).arrayBuffer())]).toEqual([1, 2, 3]);
  });

  test("breaks off when its sender stays silent, and lets the sender go", async () => {
    const { stream, seen } = source([[1]], false);
    const reader = guardStalls(stream, 5).getReader();
    expect((await reader.read()).value).toEqual(Uint8Array.of(1));
    await expect(reader.read()).rejects.toThrow("stalled");
    expect(seen.cancelled).toBe(true);
  });

  test("leaves the rest unread when nobody reads on", async () => {
    const { stream } = source([[1], [2]], true);
    await guardStalls(stream).cancel();
    expect([...new Uint8Array(await new Response(stream).arrayBuffer())]).toEqual([1, 2]);
  });
});
