import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBody } from "./read-body.ts";

function post(body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request {
  return new Request("https://gateway.test/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

function chunks(sizes: readonly number[], onCancel?: () => void): ReadableStream<Uint8Array> {
  const rest = [...sizes];
  return new ReadableStream({
    pull(controller) {
      const size = rest.shift();
      if (size === undefined) return controller.close();
      controller.enqueue(new Uint8Array(size).fill(7));
    },
    cancel: () => onCancel?.(),
  });
}

describe("readBody", () => {
  test("takes exactly the bodies within the limit, in whatever chunks they come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 8 }), async (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const read = await readBody(post(chunks(sizes)), 100);
        expect(read.ok ? read.value : read.error.code).toEqual(total <= 100 ? new Uint8Array(total).fill(7) : "body_too_large");
      }),
    );
  });

  test("counts the bytes, whatever content-length claims", async () => {
    const lying = post(chunks([60, 60]), { "content-length": "5" });
    expect(await readBody(lying, 100)).toMatchObject({ error: { code: "body_too_large" } });
  });

  test("is done with the last declared byte, without waiting for the end", async () => {
    const open = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
    const read = await readBody(post(open, { "content-length": "3" }), 100);
    expect(read).toEqual({ ok: true, value: new Uint8Array(3) });
  });

  test("refuses a declared length over the limit without reading", async () => {
    const request = post(chunks([1]), { "content-length": "101" });
    expect(await readBody(request, 100)).toMatchObject({ error: { code: "body_too_large" } });
    expect(request.bodyUsed).toBe(false);
  });

  test("reads no further than past the limit", async () => {
    const request = post(chunks(Array<number>(12).fill(10)));
    await readBody(request, 100);
    const rest = await request.body?.getReader().read();
    expect(rest?.value).toHaveLength(10);
  });

  test("gives up a body that stalls, though its sender never confirms", async () => {
    const stalled = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(3)),
      cancel: () => new Promise<void>(() => undefined),
    });
    expect(await readBody(post(stalled), 100, { deadlineMs: 5 })).toMatchObject({ error: { code: "request_timeout" } });
  });

  test("reports a body that breaks off", async () => {
    const broken = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error("canary")) });
    const read = await readBody(post(broken), 100);
    expect(read).toMatchObject({ error: { code: "invalid_request" } });
    expect(JSON.stringify(read)).not.toContain("canary");
  });

  test("takes no body as an empty one", async () => {
    expect(await readBody(new Request("https://gateway.test/", { method: "POST" }), 100)).toEqual({ ok: true, value: new Uint8Array(0) });
  });
});
