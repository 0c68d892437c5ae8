import { ok, type EmbeddingManifest, type Result, type ServiceError } from "@steadytext/core";
import { unitVector } from "../pooling/l2.ts";
import { meanPool } from "../pooling/mean.ts";
import { openOnnxSession, type OnnxSession } from "../runtimes/onnx-session.ts";
import { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
import { readModelFile, unusable } from "./model-file.ts";

/** Where a model comes from: its manifest and the bucket that holds its files. */
export interface ModelSource {
  readonly digest: string;
  readonly manifest: EmbeddingManifest;
  readonly bucket: Pick<R2Bucket, "get">;
}

/** A model in memory: texts to token ids, token ids to vectors. */
export class EmbeddingModel {
  readonly #tokenizer: TextTokenizer;
  readonly #session: OnnxSession;
  #released = false;

  constructor(tokenizer: TextTokenizer, session: OnnxSession) {
    this.#tokenizer = tokenizer;
    this.#session = session;
  }

  /** True once another model has taken this one's place: it computes nothing any more. */
  get isReleased(): boolean {
    return this.#released;
  }

  /** All token ids of a text, special ones included. */
  tokenize(text: string): readonly number[] {
    return this.#tokenizer.encode(text);
  }

  /** (dimension,) the normalised mean of the last hidden states. The vector depends on these ids alone. */
  async embed(ids: readonly number[]): Promise<Float32Array> {
    const hidden = await this.#session.run(ids);
    return unitVector(meanPool(hidden, ids.length));
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#session.release();
  }
}

/** Loads a model from its files, and tries it on the empty text before anyone gets it. */
export async function loadEmbeddingModel(source: ModelSource, isWanted: () => boolean): Promise<Result<EmbeddingModel, ServiceError>> {
  const { manifest, bucket } = source;
  const tokenizerFile = await readModelFile(bucket, manifest.tokenizer, "tokenizer", isWanted);
  if (!tokenizerFile.ok) return tokenizerFile;
  const tokenizer = TextTokenizer.parse(tokenizerFile.value);
  if (!tokenizer) return unusable("tokenizer", "is not a tokenizer that is understood");
  const modelFile = await readModelFile(bucket, manifest.file, "weights", isWanted);
  if (!modelFile.ok) return modelFile;
  const session = await openOnnxSession(modelFile.value, manifest);
  // The runtime has copied the file; its 23 MB need not wait for the garbage collector.
  modelFile.value.buffer.transfer(0);
  if (!session.ok) return unusable("weights", session.error);
  return ok(new EmbeddingModel(tokenizer, session.value));
}
