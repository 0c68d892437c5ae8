import { err, fail, ok, type EmbeddingManifest, type Result, type ServiceError } from "@steadytext/core";
import type { EmbeddingRuntime, OpenRuntime } from "../runtimes/embedding-runtime.ts";
import { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
import { PublishedFile } from "./published-file.ts";

/** Where a model comes from: its manifest and the bucket that holds its files. */
export interface ModelSource {
  readonly digest: string;
  readonly manifest: EmbeddingManifest;
  readonly bucket: Pick<R2Bucket, "get">;
}

/** A model in memory: texts to token ids, token ids to vectors. */
export class EmbeddingModel {
  readonly #tokenizer: TextTokenizer;
  readonly #runtime: EmbeddingRuntime;
  readonly #prefixes: EmbeddingManifest["prefixes"];
  #released = false;

  constructor(tokenizer: TextTokenizer, runtime: EmbeddingRuntime, { prefixes }: EmbeddingManifest) {
    this.#tokenizer = tokenizer;
    this.#runtime = runtime;
    this.#prefixes = prefixes;
  }

  /** True once another model has taken this one's place: it computes nothing any more. */
  get isReleased(): boolean {
    return this.#released;
  }

  get wasmBytes(): number {
    return this.#runtime.wasmBytes;
  }

  /** Token ids are below this. */
  get vocabularySize(): number {
    return this.#tokenizer.vocabularySize;
  }

  /** All token ids of a text after its mode's prefix, special ones included. */
  tokenize(text: string, mode: "query" | "passage"): readonly number[] {
    return this.#tokenizer.encode(this.#prefixes[mode] + text);
  }

  /** (dimension,) a function of these ids alone. */
  embed(ids: readonly number[]): Promise<Float32Array> {
    return this.#runtime.embed(ids);
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#runtime.release();
  }
}

/** Loads a model from its files, its weights into the runtime that `openRuntime` gives. */
export async function loadEmbeddingModel(
  source: ModelSource,
  openRuntime: OpenRuntime,
  isWanted: () => boolean,
): Promise<Result<EmbeddingModel, ServiceError>> {
  const { manifest, bucket } = source;
  const tokenizer = await loadTokenizer(source, isWanted);
  if (!tokenizer.ok) return unusable("tokenizer", tokenizer.error);
  const file = await PublishedFile.open(bucket, manifest.file, isWanted);
  const runtime = file.ok ? await openRuntime(file.value, manifest).finally(() => file.value.close()) : file;
  if (!runtime.ok) return unusable("weights", runtime.error);
  const reason = await faultOfFirstText(runtime.value, tokenizer.value, manifest);
  if (reason === undefined) return ok(new EmbeddingModel(tokenizer.value, runtime.value, manifest));
  await runtime.value.release();
  return unusable("weights", reason);
}

/** Tries the lowest and the highest token before anyone gets the model: the two files may not belong together. */
async function faultOfFirstText(
  runtime: EmbeddingRuntime,
  { vocabularySize }: TextTokenizer,
  { dimension }: EmbeddingManifest,
): Promise<string | undefined> {
  try {
    const vector = await runtime.embed([0, vocabularySize - 1]);
    if (vector.length !== dimension) return `gives ${vector.length} numbers instead of the ${dimension} that the manifest names`;
    return vector.every(Number.isFinite) ? undefined : "gives numbers that are not finite";
  } catch {
    return `cannot embed a text with the highest of the tokenizer's ${vocabularySize} tokens`;
  }
}

async function loadTokenizer({ bucket, manifest }: ModelSource, isWanted: () => boolean): Promise<Result<TextTokenizer, string>> {
  const file = await PublishedFile.open(bucket, manifest.tokenizer, isWanted);
  const bytes = file.ok ? await file.value.bytes() : file;
  if (!bytes.ok) return bytes;
  const tokenizer = TextTokenizer.parse(bytes.value);
  return tokenizer ? ok(tokenizer) : err("is not a tokenizer that is understood");
}

/** A model that cannot be loaded, with the file at fault. */
function unusable(name: string, reason: string) {
  return fail("unavailable", `The embedding model cannot be loaded: its ${name} file ${reason}.`);
}
