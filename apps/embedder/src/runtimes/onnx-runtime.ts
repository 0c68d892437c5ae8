import { err, ok, type EmbeddingManifest, type Result } from "@steadytext/core";
import type { EmbeddingRuntime, PublishedFile } from "@steadytext/embedding";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { unitVector } from "../pooling/l2.ts";
import { POOLINGS } from "../pooling/poolings.ts";
import { wasmMemoryBytes, withBundledWasm } from "./onnx-wasm.ts";

/** What is fed to an input, for a text that runs alone. */
const FEEDS: Readonly<Record<EmbeddingManifest["inputs"][string], (ids: readonly number[]) => BigInt64Array>> = {
  tokens: (ids) => BigInt64Array.from(ids, BigInt),
  mask: (ids) => new BigInt64Array(ids.length).fill(1n),
  types: (ids) => new BigInt64Array(ids.length),
};

/** Constant folding would inflate the integer weights to float32: 265 MB instead of 81. */
const OPTIONS: InferenceSession.SessionOptions = { executionProviders: ["wasm"], graphOptimizationLevel: "disabled" };

env.logLevel = "error";

/** A sentence-embedding graph in onnxruntime-web. */
class OnnxRuntime implements EmbeddingRuntime {
  readonly #session: InferenceSession;
  readonly #manifest: EmbeddingManifest;

  constructor(session: InferenceSession, manifest: EmbeddingManifest) {
    this.#session = session;
    this.#manifest = manifest;
  }

  get wasmBytes(): number {
    return wasmMemoryBytes();
  }

  async embed(ids: readonly number[]): Promise<Float32Array> {
    return unitVector(POOLINGS[this.#manifest.pooling](await this.hidden(ids), ids.length));
  }

  /** @returns (ids.length, dimension) the graph's output, row-major */
  async hidden(ids: readonly number[]): Promise<Float32Array> {
    const { inputs, output } = this.#manifest;
    const shape = [1, ids.length];
    const feeds = Object.entries(inputs).map(([name, fed]) => [name, new Tensor("int64", FEEDS[fed](ids), shape)]);
    const outputs = await this.#session.run(Object.fromEntries(feeds), [output]);
    return outputs[output]!.data as Float32Array;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** Takes any ONNX file whose inputs and output are those of its manifest, and tries it before anyone gets it. */
export async function openOnnxRuntime(file: PublishedFile, manifest: EmbeddingManifest): Promise<Result<EmbeddingRuntime, string>> {
  const bytes = await file.bytes();
  if (!bytes.ok) return bytes;
  let session: InferenceSession;
  try {
    session = await withBundledWasm(() => InferenceSession.create(bytes.value, OPTIONS));
  } catch {
    return err("is not a model that onnxruntime can run");
  } finally {
    // The runtime has copied the file; its 23 MB need not wait for the garbage collector.
    bytes.value.buffer.transfer(0);
  }
  const runtime = new OnnxRuntime(session, manifest);
  const reason = faultOfNames(session, manifest) ?? (await faultOfFirstRuns(runtime, manifest));
  if (reason === undefined) return ok(runtime);
  await runtime.release();
  return err(reason);
}

function faultOfNames({ inputNames, outputNames }: InferenceSession, { inputs, output }: EmbeddingManifest): string | undefined {
  const named = Object.keys(inputs);
  const unknown = inputNames.find((name) => !named.includes(name));
  if (unknown !== undefined) return `asks for an input named "${unknown}", which its manifest does not name`;
  const missing = named.find((name) => !inputNames.includes(name));
  if (missing !== undefined) return `has no input named "${missing}"`;
  return outputNames.includes(output) ? undefined : `has no output named "${output}"`;
}

/** A short text, then one of the greatest length, for which a table of positions may be too small. */
async function faultOfFirstRuns(runtime: OnnxRuntime, { dimension, maxTokens }: EmbeddingManifest): Promise<string | undefined> {
  for (const tokens of [Math.min(2, maxTokens), maxTokens]) {
    try {
      const hidden = await runtime.hidden(Array<number>(tokens).fill(0));
      const isRight = hidden instanceof Float32Array && hidden.length === tokens * dimension;
      if (!isRight) return `does not give ${dimension} numbers a token`;
    } catch {
      return `fails on a text of ${tokens} tokens, and its manifest promises ${maxTokens}`;
    }
  }
  return undefined;
}
