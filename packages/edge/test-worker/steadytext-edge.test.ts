import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { encodePointer, modelFileKey, pointerCopyKey, sha256Hex } from "@steadytext/core";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventStream, SteadyTextEdge, type EdgeOptions, type GenerationManifest } from "../src/index.ts";

const bytes = tinyModel().bytes as Uint8Array<ArrayBuffer>;
const sha256 = await sha256Hex(bytes);
const manifest: GenerationManifest = {
  kind: "generate",
  name: "tiny",
  version: "v1",
  license: "Apache-2.0",
  file: { sha256, size: bytes.length },
  created: 0,
  contextLength: 256,
};
const asked = { prompt: "hello", raw: true, max_tokens: 5 };

function edge(options: Partial<EdgeOptions> = {}): SteadyTextEdge {
  return new SteadyTextEdge({ d1Database: env.DB, kvNamespace: env.KV, r2Bucket: env.R2, models: { generate: manifest }, ...options });
}

beforeEach(async () => {
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await env.R2.put(modelFileKey(sha256), bytes);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

/** Waits for what goes on after an answer. */
async function cachedAnswer(steadytext: SteadyTextEdge, request: typeof asked) {
  return vi.waitUntil(async () => {
    const answer = await steadytext.generate(request);
    return answer.cached ? answer : null;
  });
}

describe("generation in one's own Worker", () => {
  it("is the same computed, streamed and from the cache, and says which of these it was", async () => {
    const computed = await edge().generate(asked);
    expect(computed).toMatchObject({ model: "tiny", usage: { completion_tokens: 5 } });
    expect(computed.meta).toMatchObject({ cache: "MISS", model: `tiny@sha256:${sha256}`, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const cached = await cachedAnswer(edge(), asked);
    expect(cached).toEqual({ ...computed, cached: true });
    expect(cached.meta).toMatchObject({ cache: "HIT", digest: computed.meta.digest });
    const stream = edge().generateStream({ ...asked, cache: { no_cache: true } });
    const texts: string[] = [];
    for await (const { text } of stream) texts.push(text);
    expect(texts.join("")).toBe(computed.text);
    expect(stream.meta?.cache).toBe("BYPASS");
  });

  it("takes a prompt with options as it takes a request", async () => {
    const { prompt, ...options } = asked;
    expect((await edge().generate(prompt, options)).text).toBe((await edge().generate(asked)).text);
  });

  it("keeps scopes apart: one tenant's answer is no hit for another", async () => {
    const own = edge({ cacheScope: "tenant:a" });
    await own.generate(asked);
    await cachedAnswer(own, asked);
    expect((await edge({ cacheScope: "tenant:b" }).generate(asked)).meta.cache).toBe("MISS");
  });

  it("answers without its cache where the tables are missing, and says so in the log", async () => {
    await reset();
    await env.R2.put(modelFileKey(sha256), bytes);
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect((await edge().generate({ ...asked, prompt: "no tables" })).cached).toBe(false);
    await vi.waitFor(() => expect(errors.mock.calls.flat().join()).toContain("cache_tier_failed"));
  });

  it("stops when its caller leaves, with the caller's reason", async () => {
    const abort = new AbortController();
    const stream = edge().generateStream({ ...asked, max_tokens: 100, cache: { no_cache: true } }, {}, { signal: abort.signal });
    const read = (async () => {
      for await (const _ of stream) abort.abort(new RangeError("enough"));
    })();
    await expect(read).rejects.toThrow("enough");
    expect((await edge().generate(asked)).usage.completion_tokens).toBe(5);
  });

  it("tells a failure within its event stream as the service does", async () => {
    const text = await new Response(eventStream(edge().generateStream({ prompt: "" }))).text();
    expect(text).toMatch(/^id: 0\ndata: \{"error":"prompt: [^"]+","code":"invalid_request"\}\n\n$/);
  });
});

describe("the model", () => {
  it("is the one that the service's pointer names where no manifest is given", async () => {
    const none = edge({ models: undefined });
    await expect(none.generate(asked)).rejects.toMatchObject({
      name: "NotFoundError",
      code: "model_not_found",
      message: expect.stringContaining("models.generate"),
    });
    await env.KV.put(pointerCopyKey({ kind: "generate", name: null }), encodePointer({ revision: 1, manifest }));
    expect((await none.generate(asked)).model).toBe("tiny");
  });

  it("is in memory after warm, which tells its digests", async () => {
    expect(await edge().warm()).toEqual({
      name: "tiny",
      version: "v1",
      modelDigest: sha256,
      engineDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("that is not in the bucket, or has one bit changed, never answers; the log says why, and the caller does not", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const missing = { ...manifest, file: { ...manifest.file, sha256: "0".repeat(64) } };
    const failure = { name: "ServerError", code: "unavailable" };
    await expect(edge({ models: { generate: missing } }).generate(asked)).rejects.toMatchObject(failure);
    expect(errors.mock.calls.flat().join()).toContain("is not in the bucket");
    const flipped = bytes.slice();
    flipped[flipped.length - 3]! ^= 1;
    const other = { ...manifest, file: { ...manifest.file, sha256: "1".repeat(64) } };
    await env.R2.put(modelFileKey("1".repeat(64)), flipped);
    await expect(edge({ models: { generate: other } }).generate(asked)).rejects.toMatchObject(failure);
    expect(errors.mock.calls.flat().join()).toMatch(/digest_mismatch|non_finite/);
  });

  it("of a kind that was not given is refused by name", async () => {
    await expect(edge().embed("a")).rejects.toMatchObject({ code: "model_not_found", param: "model" });
    await expect(edge().generate({ ...asked, model: "other" })).rejects.toMatchObject({ code: "model_not_found", status: 404 });
  });
});

describe("values of one's own", () => {
  it("are kept by any key, written over, and gone when their time is over", async () => {
    const steadytext = edge();
    expect(await steadytext.getFromCache("gen:é\n:10")).toBeNull();
    await steadytext.setCache("gen:é\n:10", { text: "héllo", list: [1, null] });
    expect(await steadytext.getFromCache("gen:é\n:10")).toEqual({ text: "héllo", list: [1, null] });
    await steadytext.setCache("gen:é\n:10", "second", { ttl: 60 });
    expect(await edge().getFromCache("gen:é\n:10")).toBe("second");
    expect(await edge({ cacheScope: "tenant:b" }).getFromCache("gen:é\n:10")).toBeNull();
    const later = Date.now() + 60_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await steadytext.getFromCache("gen:é\n:10")).toBeNull();
  });

  it("do not go with a clean-up, which takes what is past its lifetime", async () => {
    const steadytext = edge();
    await steadytext.setCache("kept", 1, { ttl: null });
    await steadytext.generate(asked);
    await cachedAnswer(steadytext, asked);
    const later = Date.now() + 25 * 3_600_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await steadytext.cleanUp();
    expect(await steadytext.getFromCache("kept")).toBe(1);
    expect((await env.DB.prepare("SELECT count(*) AS rows FROM cache_entries").first())?.["rows"]).toBe(0);
  });
});
