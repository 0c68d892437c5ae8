import { parseArgs } from "node:util";
import { DEFAULT_MODEL } from "./default-model.ts";
import type { ModelDescription } from "./prepare-model.ts";
import { PublishError } from "./publish-error.ts";

const USAGE = `Usage: node publish/publish-model.ts --onnx FILE --tokenizer FILE --out DIR
  [--name ${DEFAULT_MODEL.name}] [--version ${DEFAULT_MODEL.version}] [--license ${DEFAULT_MODEL.license}]
  [--runtime ${DEFAULT_MODEL.runtime}] [--input NAME=tokens|mask|types]... [--output ${DEFAULT_MODEL.output}]
  [--pooling ${DEFAULT_MODEL.pooling}] [--query-prefix TEXT] [--passage-prefix TEXT]
  [--dimension ${DEFAULT_MODEL.dimension}] [--max-tokens ${DEFAULT_MODEL.maxTokens}]

Writes into DIR the model and the tokenizer, each named by its SHA-256, and manifest.json. What is left out is that of the default model;
inputs are known by their usual names (input_ids, attention_mask, token_type_ids).`;

const OPTIONS = {
  onnx: { type: "string" },
  tokenizer: { type: "string" },
  out: { type: "string" },
  name: { type: "string", default: DEFAULT_MODEL.name },
  version: { type: "string", default: DEFAULT_MODEL.version },
  license: { type: "string", default: DEFAULT_MODEL.license },
  runtime: { type: "string", default: DEFAULT_MODEL.runtime },
  input: { type: "string", multiple: true, default: [] as string[] },
  output: { type: "string", default: DEFAULT_MODEL.output },
  pooling: { type: "string", default: DEFAULT_MODEL.pooling },
  "query-prefix": { type: "string", default: DEFAULT_MODEL.prefixes.query },
  "passage-prefix": { type: "string", default: DEFAULT_MODEL.prefixes.passage },
  dimension: { type: "string", default: String(DEFAULT_MODEL.dimension) },
  "max-tokens": { type: "string", default: String(DEFAULT_MODEL.maxTokens) },
} as const;

/** What is published from where to where; words and numbers are as they were given, since the manifest's schema decides on them. */
export interface PublishOptions {
  readonly onnx: string;
  readonly tokenizer: string;
  readonly out: string;
  readonly description: ModelDescription;
}

/** @throws PublishError for options that are no publication */
export function parsePublishOptions(args: readonly string[]): PublishOptions {
  const { values } = parse(args);
  const { onnx, tokenizer, out } = values;
  if (onnx === undefined || tokenizer === undefined || out === undefined) throw new PublishError(USAGE);
  const description = {
    name: values.name,
    version: values.version,
    license: values.license,
    runtime: values.runtime,
    inputs: Object.fromEntries(values.input.map((input) => input.split("=", 2))),
    output: values.output,
    pooling: values.pooling,
    normalization: DEFAULT_MODEL.normalization,
    prefixes: { query: values["query-prefix"], passage: values["passage-prefix"] },
    dimension: Number(values.dimension),
    maxTokens: Number(values["max-tokens"]),
  };
  return { onnx, tokenizer, out, description: description as ModelDescription };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (cause) {
    throw new PublishError(`${(cause as Error).message}\n\n${USAGE}`, { cause });
  }
}
