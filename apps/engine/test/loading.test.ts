import { env } from "cloudflare:workers";
import { modelFileKey, type GenerationManifest } from "@steadytext/core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { activate, engine, job, manifest, putWeights, run, weightsBytes } from "./published-model.ts";

let weights: Uint8Array;
beforeAll(async () => {
  weights = await weightsBytes();
});

/** The Worker holds a manifest for five seconds: asked until the new one is seen. */
async function activateAndSee(file: GenerationManifest["file"]): Promise<void> {
  await activate({ ...manifest, file });
  const active = async () => {
    const described = await engine.describe(null);
    return described.ok && described.value.modelDigest;
  };
  await expect.poll(active, { timeout: 10_000, interval: 200 }).toBe(file.sha256);
}

async function outcome(): Promise<string> {
  const result = await run(await job({ maxTokens: 2 }));
  return result.ok ? "generated" : result.error.code;
}

const lastByteFlipped = () => weights.map((byte, i) => (i === weights.length - 1 ? byte ^ 1 : byte));

describe("the engine", () => {
  it("says unavailable while nothing is published", async () => {
    expect(await engine.describe(null)).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(await engine.status(null)).toMatchObject({ ok: true, value: { state: "failed" } });
  });

  it.each([
    ["is cut", "1", "tensor_past_end", () => weights.subarray(0, 50_000_000), undefined],
    ["has another size than its manifest says", "2", "wrong_size", () => weights.subarray(0, 1000), 2000],
    ["has one byte changed in its last tensor", "3", "digest_mismatch", lastByteFlipped, undefined],
    ["is missing", "4", "missing_file", () => null, 1000],
  ])("refuses weights when the file %s: the reason is in the log and not in the answer", async (_, digit, fault, make, size) => {
    const log = vi.spyOn(console, "error");
    const bytes = make();
    const sha256 = digit.repeat(64);
    if (bytes !== null) await env.MODELS.put(modelFileKey(sha256), bytes);
    await activateAndSee({ sha256, size: size ?? bytes?.byteLength ?? 1 });
    const result = await run(await job({}));
    expect(result).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: expect.any(Number) } });
    expect(JSON.stringify(result)).not.toMatch(/sha256|bytes|tensor/i);
    expect(log.mock.calls.flat().some((line) => String(line).includes(fault) && String(line).includes(sha256))).toBe(true);
  });

  it("answers as soon as the right file is there", async () => {
    await activateAndSee(manifest.file);
    expect(await outcome()).toBe("unavailable");
    await putWeights(weights);
    await expect.poll(outcome, { timeout: 30_000, interval: 200 }).toBe("generated");
    expect(await engine.status(null)).toMatchObject({
      ok: true,
      value: { state: "ready", identity: { modelDigest: manifest.file.sha256 } },
    });
  });

  it("answers all who ask while it loads", async () => {
    const asked = await job({ maxTokens: 2 });
    const results = await Promise.all(Array.from({ length: 8 }, () => run(asked)));
    expect(results.every((result) => result.ok)).toBe(true);
  });
});
