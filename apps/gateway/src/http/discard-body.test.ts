import { describe, expect, test } from "vitest";
import { discardBody } from "./discard-body.ts";

/** A request whose body gives `chunks` of 10 bytes, then ends or stays silent; and what became of its body. */
function sender(chunks: number, { ends = true, headers = {} }: { ends?: boolean; headers?: Record<string, string> } = {}) {
  const seen = { bytes: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (seen.bytes < chunks * 10) {
          seen.bytes += 10;
          return controller.enqueue(new Uint8Array(10));
        }
        if (ends) controller.close();
        else return new Promise(() => undefined);
      },
      cancel: () => {
        seen.cancelled = true;
        return new Promise(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request("https://gateway.test/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
  return { seen, request };
}

const bounds = { bytes: 100, ms: 20 };
const discard = (request: Request) => discardBody(request, bounds);

describe("what nobody read of a body", () => {
  test("is read to its end, so that its sender hears the answer", async () => {
    const { request, seen } = sender(9);
    await discard(request);
    expect(seen).toEqual({ bytes: 90, cancelled: false });
  });

  test("is cut off where it is too much, or the sender stays silent", async () => {
    const long = sender(1000);
    await discard(long.request);
    expect(long.seen).toEqual({ bytes: 100, cancelled: true });
    const silent = sender(1, { ends: false });
    await discard(silent.request);
    expect(silent.seen).toEqual({ bytes: 10, cancelled: true });
  });

  test("is not begun where its declared length is too much", async () => {
    const { request, seen } = sender(1000, { headers: { "content-length": "10000" } });
    await discard(request);
    expect(seen).toEqual({ bytes: 0, cancelled: true });
  });

  test("is left to whoever reads it, and may be missing", async () => {
    const { request, seen } = sender(9);
    request.body?.getReader();
    await discard(request);
    await discard(new Request("https://gateway.test/"));
    expect(seen).toEqual({ bytes: 0, cancelled: false });
  });
});
