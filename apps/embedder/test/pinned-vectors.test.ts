import { sha256Hex, type EmbeddingManifest } from "@steadytext/core";
import { describe, expect, test } from "vitest";
import { mustEmbed, useRuntime } from "./published-model.ts";

/** One word, other scripts, a sentence, and exactly the 256 tokens that the model takes. */
const TEXTS = ["a", "Ünïcödé, 日本語, 🙂", "The quick brown fox jumps over the lazy dog.", "word ".repeat(254)];

/** By runtime and pooling: SHA-256 of the texts' vectors, one after the other. Other bytes belong to another engine digest. */
const PINS = {
  "kernel-encoder": {
    mean: "13cdafe033f4d196ca8275e757011787a20b385c518a3e190b6291c2fd2804ec",
    cls: "3df4d8eb34ac8c7ba5a23a38e0a676dba3e00daba51ffcee1ef3973ec732695d",
  },
  "onnxruntime-web": {
    mean: "6ec756f4d52d89fcad967c4df01ead341ba012868e9973c42eba2a945a175386",
    cls: "4818772a75be037d514bb8cf3a1c3caaacabd1ae144a34b4a3671b50e905113a",
  },
} satisfies Record<EmbeddingManifest["runtime"], Record<EmbeddingManifest["pooling"], string>>;

describe.each(Object.entries(PINS))("%s", (name, pins) => {
  const runtime = name as EmbeddingManifest["runtime"];

  test.each(Object.entries(pins))("gives the pinned bytes with %s pooling", async (pooling, pin) => {
    await useRuntime(runtime, { pooling: pooling as EmbeddingManifest["pooling"] });
    const embeddings = await mustEmbed(TEXTS);
    expect(embeddings.at(-1)?.tokens).toBe(256);
    expect(await sha256Hex(new Uint8Array(embeddings.flatMap(({ vector }) => [...vector])))).toBe(pin);
  });
});
