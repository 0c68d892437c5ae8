import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { EmbeddingManifest } from "@steadytext/core";
import { openEncoder } from "@steadytext/kernel/encoder";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import type { PreparedModel } from "../publish/prepare-model.ts";
import { unitVector } from "../src/pooling/l2.ts";
import { meanPool } from "../src/pooling/mean.ts";
import { TextTokenizer, truncateIds } from "@steadytext/embedding/tokenizer";

type Embed = (ids: readonly number[]) => Float32Array | Promise<Float32Array>;

/** Vectors of texts as this process, Node, computes them: the same files in the same WebAssembly, without a Worker around it. */
export async function nodeVectors({ manifest, weights, tokenizer }: PreparedModel, texts: readonly string[]): Promise<Float32Array[]> {
  const embed = await OPEN[manifest.runtime](manifest, weights);
  const encoder = TextTokenizer.parse(tokenizer)!;
  const vectors: Float32Array[] = [];
  for (const text of texts) vectors.push(await embed(truncateIds(encoder.encode(text), manifest.maxTokens)));
  return vectors;
}

const OPEN: Readonly<Record<EmbeddingManifest["runtime"], (manifest: EmbeddingManifest, weights: Uint8Array) => Embed | Promise<Embed>>> = {
  "kernel-encoder"({ inputs, output, dimension, maxTokens }, weights) {
    const module = encoderModule();
    const fileBytes = weights.byteLength;
    const loader = valueOf(openEncoder({ module, fileBytes, dimension, maxTokens, inputs, output, pooling: "mean" }));
    loader.write(weights);
    const encoder = valueOf(loader.end());
    return (ids) => valueOf(encoder.embed(ids));
  },
  async "onnxruntime-web"({ output }, weights) {
    env.wasm.numThreads = 1;
    const session = await InferenceSession.create(weights, { executionProviders: ["wasm"], graphOptimizationLevel: "disabled" });
    return async (ids) => {
      const int64 = (numbers: readonly number[]) => new Tensor("int64", BigInt64Array.from(numbers, BigInt), [1, numbers.length]);
      const [tokens, mask, types] = [ids, ids.map(() => 1), ids.map(() => 0)].map(int64);
      const outputs = await session.run({ input_ids: tokens!, attention_mask: mask!, token_type_ids: types! });
      return unitVector(meanPool(outputs[output]!.data as Float32Array, ids.length));
    };
  },
};

// Node's types do not declare the namespace.
const { WebAssembly } = globalThis as unknown as { WebAssembly: { readonly Module: new (bytes: Uint8Array) => object } };

function encoderModule(): object {
  return new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("@steadytext/kernel/encoder.wasm"))));
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
