import type { EmbeddingManifest } from "@steadytext/core";
import { beforeAll, describe, expect, test } from "vitest";
import references from "../fixtures/references.json" with { type: "json" };
import { modelHost } from "../src/model/model-host.ts";
import { embedder, identity, manifests, mustEmbed, useRuntime, vectorsInNode } from "./published-model.ts";
import { float32s } from "./vectors.ts";

/** Of every length and script. */
const texts = references.filter((_, i) => i % 20 === 19 || i % 50 === 3).map(({ text }) => text);

const MOST_BYTES = { "kernel-encoder": 28_000_000, "onnxruntime-web": 85_000_000 } satisfies Record<EmbeddingManifest["runtime"], number>;

describe.each(Object.keys(manifests) as EmbeddingManifest["runtime"][])("%s", (runtime) => {
  beforeAll(async () => {
    await useRuntime(runtime);
    await mustEmbed(["loaded"]);
  });

  test("a text has the same bits alone, in a list in any order, beside other requests, and after a reload", async () => {
    const some = texts.slice(-7, -1);
    const inList = await mustEmbed(some);
    const reversed = await mustEmbed(some.toReversed());
    const [besideA, besideB] = await Promise.all([mustEmbed(some), mustEmbed(["other", "texts"]).then(() => mustEmbed(some))]);
    await modelHost.release();
    expect(await embedder.status(null)).toMatchObject({ ok: true, value: { state: "unloaded" } });
    for (const [i, text] of some.entries()) {
      const [alone] = await mustEmbed([text]);
      for (const other of [inList[i], reversed.at(-1 - i), besideA[i], besideB[i]]) expect(other).toEqual(alone);
    }
  });

  test("equal texts in one list have equal vectors, in the list's order", async () => {
    const [a, b, again] = await mustEmbed(["left", "right", "left"]);
    expect(again).toEqual(a);
    expect(b).not.toEqual(a);
  });

  test("Node computes the same bits", async () => {
    const some = runtime === "kernel-encoder" ? texts : texts.slice(0, 6);
    const embeddings = await mustEmbed(some, { truncate: true });
    const inNode = await vectorsInNode(runtime, some);
    const others = some.filter((_, i) => inNode[i]!.some((value, n) => value !== float32s(embeddings[i]!.vector)[n]));
    expect(others).toEqual([]);
  });

  test("status names the memory once the model is loaded", async () => {
    await mustEmbed(["a"]);
    const status = await embedder.status(null);
    expect(status).toMatchObject({ ok: true, value: { state: "ready", identity: await identity() } });
    const wasmBytes = status.ok && status.value.state === "ready" ? status.value.wasmBytes : NaN;
    expect(wasmBytes).toBeLessThan(MOST_BYTES[runtime]);
  });
});
