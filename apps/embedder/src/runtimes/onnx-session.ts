import { err, ok, type EmbeddingManifest, type Result } from "@steadytext/core";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { withBundledWasm } from "./onnx-wasm.ts";

/** What is fed to an input of this name, for a text that runs alone. */
const FEEDS: Readonly<Record<string, (ids: readonly number[]) => BigInt64Array>> = {
  input_ids: (ids) => BigInt64Array.from(ids, BigInt),
  attention_mask: (ids) => new BigInt64Array(ids.length).fill(1n),
  token_type_ids: (ids) => new BigInt64Array(ids.length),
};

/** Constant folding would inflate the integer weights to float32: 265 MB instead of 81. */
const OPTIONS: InferenceSession.SessionOptions = { executionProviders: ["wasm"], graphOptimizationLevel: "disabled" };

env.logLevel = "error";

/** A sentence-embedding graph that takes the token ids of one text. */
export class OnnxSession {
  readonly #session: InferenceSession;
  readonly #output: string;

  constructor(session: InferenceSession, output: string) {
    this.#session = session;
    this.#output = output;
  }

  /** @returns (ids.length, dimension) the last hidden states, row-major */
  async run(ids: readonly number[]): Promise<Float32Array> {
    const feeds = this.#session.inputNames.map((name) => [name, new Tensor("int64", FEEDS[name]!(ids), [1, ids.length])]);
    const outputs = await this.#session.run(Object.fromEntries(feeds), [this.#output]);
    return outputs[this.#output]!.data as Float32Array;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** Opens a model file. The error ends the sentence "its weights file …". */
export async function openOnnxSession(file: Uint8Array, manifest: EmbeddingManifest): Promise<Result<OnnxSession, string>> {
  let session: InferenceSession;
  try {
    session = await withBundledWasm(() => InferenceSession.create(file, OPTIONS));
  } catch {
    return err("is not a model that onnxruntime can run");
  }
  const reason = await faultOf(session, manifest);
  if (reason === undefined) return ok(new OnnxSession(session, manifest.output));
  await session.release();
  return err(reason);
}

/** Why the graph is not what its manifest says, or undefined. */
async function faultOf(session: InferenceSession, { output, dimension }: EmbeddingManifest): Promise<string | undefined> {
  const unknown = session.inputNames.find((name) => !Object.hasOwn(FEEDS, name));
  if (unknown !== undefined) return `asks for an input named "${unknown}", which is not understood`;
  if (!session.outputNames.includes(output)) return `has no output named "${output}"`;
  try {
    const hidden = await new OnnxSession(session, output).run([0, 0]);
    if (!(hidden instanceof Float32Array) || hidden.length !== 2 * dimension) return `does not give ${dimension} numbers a token`;
    return hidden.every(Number.isFinite) ? undefined : "gives numbers that are not finite";
  } catch {
    return "fails on its first run";
  }
}
