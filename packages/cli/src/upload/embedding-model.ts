import { readFileSync } from "node:fs";
import { DEFAULT_MODEL, prepareModel, PublishError, type ModelDescription } from "@steadytext/embedder/publish";
import { CommandFailure, usageFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { PushedModel, PushOptions } from "./model-file.ts";

type NamedOptions = PushOptions & { readonly name: string; readonly version: string };

/** Makes of an ONNX file and its tokenizer what the embedder loads; what is not said of it is that of the default model. */
export function embeddingModel(onnx: Uint8Array, options: NamedOptions): PushedModel {
  if (options.tokenizer === undefined) throw usageFailure("An embedding model needs its tokenizer.", "Give --tokenizer tokenizer.json.");
  const { manifest, weights, tokenizer } = prepare(onnx, readFileSync(options.tokenizer), describe(options));
  const { kind, license, runtime, inputs, output, pooling, normalization, prefixes, dimension, maxTokens: max_tokens } = manifest;
  const details = JSON.stringify({ runtime, inputs, output, pooling, normalization, prefixes, dimension, max_tokens });
  return {
    name: options.name,
    version: options.version,
    file: { blob: blobOf(weights), sha256: manifest.file.sha256 },
    tokenizer: { blob: blobOf(tokenizer), sha256: manifest.tokenizer.sha256 },
    query: new URLSearchParams({ kind, license, tokenizer: manifest.tokenizer.sha256, details }),
  };
}

function describe({ name, version, license, queryPrefix, passagePrefix, ...options }: NamedOptions): ModelDescription {
  const { prefixes } = DEFAULT_MODEL;
  return {
    name,
    version,
    license,
    runtime: options.runtime ?? DEFAULT_MODEL.runtime,
    output: options.graphOutput ?? DEFAULT_MODEL.output,
    pooling: options.pooling ?? DEFAULT_MODEL.pooling,
    normalization: DEFAULT_MODEL.normalization,
    prefixes: { query: queryPrefix ?? prefixes.query, passage: passagePrefix ?? prefixes.passage },
    dimension: options.dimension ?? DEFAULT_MODEL.dimension,
    maxTokens: options.maxTokens ?? DEFAULT_MODEL.maxTokens,
  };
}

function prepare(...input: Parameters<typeof prepareModel>) {
  try {
    return prepareModel(...input);
  } catch (cause) {
    if (!(cause instanceof PublishError)) throw cause;
    throw new CommandFailure(EXIT.integrity, cause.message, "Nothing was sent. Check the file and the options that describe it.", cause);
  }
}

function blobOf(bytes: Uint8Array): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]);
}
