import { describe, expect, test } from "vitest";
import { guardStalls } from "./guard-stalls.ts";

/** A stream of chunks, how many of them are left, and whether its reader gave up. */
function source(chunks: readonly number[][], ends: boolean) {
  const seen = { left: chunks.length, cancelled: false };
  const left = chunks.map((chunk) => Uint8Array.from(chunk));
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = left.shift();
      seen.left = left.length;
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
    expect([...new Uint8Array(await new Response(guardStalls(stream).bytes).arrayBuffer())]).toEqual([1, 2, 3]);
  });

  test("breaks off when its sender stays silent, and lets the sender go", async () => {
    const { stream, seen } = source([[1]], false);
    const reader = guardStalls(stream, 5).bytes.getReader();
    expect((await reader.read()).value).toEqual(Uint8Array.of(1));
    await expect(reader.read()).rejects.toThrow("stalled");
    expect(seen.cancelled).toBe(true);
  });

  test("is read away to its end where its reader gave up, so that its sender hears the answer", async () => {
    const { stream, seen } = source([[1], [2], [3]], true);
    const { bytes, discardRest } = guardStalls(stream);
    const reader = bytes.getReader();
    await reader.read();
    await reader.cancel();
    await discardRest();
    expect(seen).toEqual({ left: 0, cancelled: false });
  });

  test("is read away also where a read still waits, beside which the runtime's own streams take no other", async () => {
    const chunk = Promise.withResolvers<ReadableStreamReadResult<Uint8Array>>();
    const answers = [chunk.promise, Promise.resolve({ done: true, value: undefined } as const)];
    let waiting = 0;
    let ended = false;
    const reader = {
      async read() {
        if (++waiting > 1) throw new TypeError("only one read at a time");
        const answer = await answers.shift()!;
        waiting--;
        ended = answer.done;
        return answer;
      },
      cancel: async () => undefined,
    };
    const { bytes, discardRest } = guardStalls({ getReader: () => reader } as unknown as ReadableStream<Uint8Array>);
    void bytes.getReader().read();
    const discarded = discardRest();
    chunk.resolve({ done: false, value: Uint8Array.of(1) });
    await discarded;
    expect(ended).toBe(true);
  });
});
