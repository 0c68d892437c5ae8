import { env } from "cloudflare:workers";
import { modelFileKey, sha256Hex, type ModelUpload } from "@steadytext/core";
import { describe, expect, it } from "vitest";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { generationCheck } from "../src/publishing/check-file.ts";
import { storeFile } from "../src/publishing/store-file.ts";
import { models } from "./models.ts";

const tiny = tinyModel();
const tinySha = await sha256Hex(tiny.bytes);

/** A stream of bytes that comes in pieces, and breaks after `breaksAt` of them. */
function streamOf(bytes: Uint8Array, breaksAt = Infinity): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      if (at >= breaksAt) return controller.error(new Error("the sender is gone"));
      if (at >= bytes.length) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      const end = Math.min(at + 10_000, bytes.length, breaksAt);
      controller.enqueue(bytes.slice(at, end));
      at = end;
    },
  });
}

const upload = (version: string, sha256: string): ModelUpload => ({
  name: "tiny",
  version,
  sha256,
  details: { kind: "generate", license: "none", contextLength: 256 },
});

/** Publishes bytes as they are, announced as `sha256` and as `size`. */
async function publish(bytes: Uint8Array<ArrayBuffer>, { sha256 = tinySha, size = bytes.length, version = "a" } = {}) {
  return models.publish(upload(version, sha256), { size, stream: streamOf(bytes) });
}

const isStored = async (sha256: string) => (await env.MODELS.head(modelFileKey(sha256))) !== null;
const versions = async () => {
  const listed = await models.list();
  return listed.ok ? listed.value.flatMap(({ versions: all }) => all.map(({ version }) => version)) : null;
};

/** What a refusal is, with nothing left of what was sent. */
async function expectRefused(answer: Awaited<ReturnType<typeof publish>>, sha256: string, fault?: string): Promise<void> {
  expect(answer).toMatchObject({ ok: false, error: { code: "invalid_model", ...(fault ? { details: { fault } } : {}) } });
  expect(await isStored(sha256)).toBe(false);
}

describe("a file that is not whole or not sound", () => {
  it("is refused when it is cut at any of 50 places, whether its length is announced or not, and leaves nothing behind", async () => {
    const { boundaries, bytes } = tiny;
    const header = boundaries.filter((_, i) => i % Math.ceil(boundaries.length / 30) === 0);
    const dataStart = boundaries.at(-1)!;
    const inData = Array.from({ length: 24 }, (_, i) => dataStart + Math.floor(((bytes.length - dataStart) * i) / 24) + 1);
    const places = [...new Set([...header, ...inData, bytes.length - 1])].filter((at) => at > 0);
    expect(places.length).toBeGreaterThanOrEqual(50);
    for (const at of places) {
      const cut = bytes.slice(0, at);
      await expectRefused(await publish(cut, { sha256: await sha256Hex(cut) }), await sha256Hex(cut));
      await expectRefused(await publish(cut, { size: bytes.length }), tinySha);
    }
    expect(await versions()).toEqual([]);
  });

  it("is refused with any one of 100 bits flipped, and leaves nothing behind", async () => {
    const claim = { sha256: tinySha, check: generationCheck({ contextLength: 256 }, 118_000_000) };
    for (let i = 0; i < 100; i++) {
      const at = Math.floor((i * tiny.bytes.length) / 100);
      const bytes = tiny.bytes.slice();
      bytes[at] = bytes[at]! ^ (1 << (i % 8));
      const body = { size: bytes.length, stream: streamOf(bytes) };
      // Every tenth comes in by the Worker's entrypoint, the others go to what stands behind it.
      const answer = i % 10 === 0 ? await models.publish(upload("a", tinySha), body) : await storeFile(env.MODELS, claim, body);
      expect(answer, `bit ${i % 8} of byte ${at}`).toMatchObject({ ok: false, error: { code: "invalid_model" } });
    }
    expect(await isStored(tinySha)).toBe(false);
    expect(await versions()).toEqual([]);
  });

  it("is refused when the sender breaks off, sends more than it said, or sends something else", async () => {
    const broken = models.publish(upload("a", tinySha), { size: tiny.bytes.length, stream: streamOf(tiny.bytes, 50_000) });
    await expectRefused(await broken, tinySha, "truncated");
    await expectRefused(await publish(tiny.bytes, { size: 1000 }), tinySha);
    await expectRefused(await publish(tiny.bytes, { sha256: "f".repeat(64) }), "f".repeat(64), "digest_mismatch");
    const text = new Uint8Array(new TextEncoder().encode("not a model".repeat(100)));
    await expectRefused(await publish(text, { sha256: await sha256Hex(text) }), await sha256Hex(text), "bad_magic");
  });

  it("is refused where it needs more memory than an isolate has, before it is sent", async () => {
    const stream = streamOf(tiny.bytes);
    const answer = await models.publish(upload("a", tinySha), { size: 200_000_000, stream });
    await expectRefused(answer, tinySha, "too_large");
  });
});

describe("a context longer than the engine's configuration allows", () => {
  it("is refused by name before the bytes are taken, and one as long is not", async () => {
    const withContext = (contextLength: number): ModelUpload => ({
      ...upload(`context-${contextLength}`, tinySha),
      details: { kind: "generate", license: "none", contextLength },
    });
    const body = () => ({ size: tiny.bytes.length, stream: streamOf(tiny.bytes) });
    expect(await models.publish(withContext(1025), body())).toMatchObject({
      ok: false,
      error: {
        code: "invalid_request",
        param: "context_length",
        message: expect.stringContaining("MAX_CONTEXT"),
        details: { n_ctx: 1024 },
      },
    });
    expect(await isStored(tinySha)).toBe(false);
    expect(await models.publish(withContext(1024), body())).toMatchObject({ ok: true });
    expect(await models.remove({ name: "tiny", version: "context-1024" })).toMatchObject({ ok: true });
  });
});

describe("a sound file", () => {
  it("is stored under its content and listed, and the same again changes nothing", async () => {
    const first = await publish(tiny.bytes);
    expect(first).toMatchObject({ ok: true, value: { name: "tiny", version: "a", file: { sha256: tinySha, size: tiny.bytes.length } } });
    expect(await publish(tiny.bytes)).toEqual(first);
    expect(await versions()).toEqual(["a"]);
    expect(new Uint8Array(await (await env.MODELS.get(modelFileKey(tinySha)))!.arrayBuffer())).toEqual(tiny.bytes);
  });

  it("is registered again without its bytes, once they are there, and not before", async () => {
    expect(await models.findFile(tinySha)).toEqual({ ok: true, value: { sha256: tinySha, size: tiny.bytes.length } });
    expect(await models.publish(upload("b", tinySha), null)).toMatchObject({ ok: true, value: { version: "b" } });
    expect(await models.findFile("e".repeat(64))).toEqual({ ok: true, value: null });
    const missing = await models.publish(upload("c", "e".repeat(64)), null);
    expect(missing).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "missing_file" } } });
  });

  it("does not make damaged bytes good: what is sent is checked, though the file is there", async () => {
    const flipped = tiny.bytes.map((byte, i) => (i === 60_000 ? byte ^ 1 : byte));
    const refused = await publish(flipped, { version: "c" });
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "digest_mismatch" } } });
    expect(await publish(tiny.bytes.slice(0, 70_000), { version: "c" })).toMatchObject({ ok: false, error: { code: "invalid_model" } });
    expect(await versions()).toEqual(["a", "b"]);
    expect(await isStored(tinySha)).toBe(true);
  });

  it("takes the place of a damaged one under its name", async () => {
    await env.MODELS.put(modelFileKey(tinySha), tiny.bytes.slice(0, 1000));
    expect(await models.findFile(tinySha)).toEqual({ ok: true, value: null });
    expect(await publish(tiny.bytes, { version: "c" })).toMatchObject({ ok: true });
    expect((await env.MODELS.head(modelFileKey(tinySha)))?.size).toBe(tiny.bytes.length);
  });

  it("that took a damaged one's place stays, though another upload that saw the damage breaks off later", async () => {
    await env.MODELS.put(modelFileKey(tinySha), tiny.bytes.slice(0, 1000));
    const claim = { sha256: tinySha, check: generationCheck({ contextLength: 256 }, 118_000_000) };
    const body = (breaksAt?: number) => ({ size: tiny.bytes.length, stream: streamOf(tiny.bytes, breaksAt) });
    const overtaken = {
      get: async (key: string) => {
        const seen = await env.MODELS.get(key);
        expect(await storeFile(env.MODELS, claim, body())).toMatchObject({ ok: true });
        return seen;
      },
      head: (key: string) => env.MODELS.head(key),
      put: (...asked: Parameters<R2Bucket["put"]>) => env.MODELS.put(...asked),
      delete: (key: string) => env.MODELS.delete(key),
    } as unknown as R2Bucket;
    expect(await storeFile(overtaken, claim, body(50_000))).toMatchObject({ ok: false, error: { code: "invalid_model" } });
    expect(await models.findFile(tinySha)).toMatchObject({ ok: true, value: { sha256: tinySha } });
    await env.MODELS.put(modelFileKey(tinySha), tiny.bytes.slice(0, 1000));
    expect(await storeFile(overtaken, claim, body())).toMatchObject({ ok: true });
    expect(await models.findFile(tinySha)).toMatchObject({ ok: true, value: { sha256: tinySha } });
  });

  it("published twice at once is stored once, and both are told so", async () => {
    await env.MODELS.delete(modelFileKey(tinySha));
    const both = await Promise.all([publish(tiny.bytes, { version: "d" }), publish(tiny.bytes, { version: "d" })]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it("under a version that has other weights is refused before it is taken", async () => {
    const flipped = tiny.bytes.map((byte, i) => (i === tiny.bytes.length - 200 ? byte ^ 1 : byte));
    const sha256 = await sha256Hex(flipped);
    const refused = await publish(flipped, { sha256 });
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", param: "version" } });
    expect(await isStored(sha256)).toBe(false);
  });

  it("under a version that has other content is refused, and the version stays what it is", async () => {
    const other = await models.publish(
      { ...upload("a", tinySha), details: { kind: "generate", license: "other", contextLength: 256 } },
      null,
    );
    expect(other).toMatchObject({ ok: false, error: { code: "invalid_request", param: "version" } });
  });
});
