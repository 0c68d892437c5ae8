import { env } from "cloudflare:workers";
import { filePartsPrefix, modelFileKey, sha256Hex, type ModelUpload } from "@steadytext/core";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { beforeEach, describe, expect, it } from "vitest";
import { sweepFiles } from "../src/registry/kept-files.ts";
import { EMPTY_REGISTRY } from "../src/registry/registry-state.ts";
import { models } from "./models.ts";

const { bytes } = tinyModel();
const sha256 = await sha256Hex(bytes);
const half = Math.ceil(bytes.length / 2);
const parts = [bytes.slice(0, half), bytes.slice(half)] as const;

const upload = (version: string, digest = sha256): ModelUpload => ({
  name: "parted",
  version,
  sha256: digest,
  details: { kind: "generate", license: "none", contextLength: 256 },
});

async function put(index: number, part: Uint8Array<ArrayBuffer>, { whole = sha256, own = "" } = {}) {
  const stream = new Response(part).body! as ReadableStream<Uint8Array>;
  return models.putPart(whole, { index, sha256: own === "" ? await sha256Hex(part) : own }, { size: part.length, stream });
}

const held = async () => (await env.MODELS.list({ prefix: filePartsPrefix(sha256) })).objects.length;

beforeEach(async () => {
  await env.MODELS.delete([modelFileKey(sha256), ...[0, 1, 2].map((index) => `${filePartsPrefix(sha256)}000${index}`)]);
});

describe("a file that is sent in parts", () => {
  it("is put together in the order of its bytes, whatever the order of arrival; nothing is left of the parts", async () => {
    expect(await put(1, parts[1])).toEqual({ ok: true, value: { index: 1, size: parts[1].length } });
    expect(await models.publish(upload("1"), null)).toMatchObject({ ok: false, error: { details: { fault: "missing_file" } } });
    expect(await models.findParts(sha256)).toEqual({ ok: true, value: [{ index: 1, size: parts[1].length }] });
    await put(0, parts[0]);
    expect(await models.publish(upload("1"), null)).toMatchObject({ ok: true, value: { file: { sha256, size: bytes.length } } });
    expect(new Uint8Array(await (await env.MODELS.get(modelFileKey(sha256)))!.arrayBuffer())).toEqual(bytes);
    expect(await held()).toBe(0);
  });

  it("is refused when a byte of it was flipped, on its way or before, and leaves nothing behind", async () => {
    const flipped = parts[1].map((byte, i) => (i === 1000 ? byte ^ 1 : byte));
    const onItsWay = await put(1, flipped, { own: await sha256Hex(parts[1]) });
    expect(onItsWay).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "digest_mismatch" } } });
    expect(await held()).toBe(0);
    await put(0, parts[0]);
    await put(1, flipped);
    const before = await models.publish(upload("flipped"), null);
    expect(before).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "digest_mismatch" } } });
    expect(await env.MODELS.head(modelFileKey(sha256))).toBeNull();
    expect(await held()).toBe(0);
  });

  it("takes another part in the place of one that was cut", async () => {
    await put(0, parts[0].slice(0, 500));
    await put(1, parts[1]);
    await put(0, parts[0]);
    expect(await models.publish(upload("again"), null)).toMatchObject({ ok: true });
  });

  it("and never put together is swept", async () => {
    await put(0, parts[0]);
    const storage = new Map<string, unknown>([[`file:${sha256}`, 0]]);
    const sync = {
      get: (key: string) => storage.get(key),
      put: () => undefined,
      delete: (key: string) => storage.delete(key),
      list: () => storage,
    };
    await sweepFiles(sync as never, env.MODELS, () => EMPTY_REGISTRY, 1);
    expect(await held()).toBe(0);
  });
});
