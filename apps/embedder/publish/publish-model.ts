import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_MODEL } from "./default-model.ts";
import { prepareModel } from "./prepare-model.ts";
import { PublishError } from "./publish-error.ts";

const USAGE = `Usage: node publish/publish-model.ts --onnx FILE --tokenizer FILE --out DIR
  [--name ${DEFAULT_MODEL.name}] [--version ${DEFAULT_MODEL.version}] [--license ${DEFAULT_MODEL.license}]
  [--output ${DEFAULT_MODEL.output}] [--dimension ${DEFAULT_MODEL.dimension}] [--max-tokens ${DEFAULT_MODEL.maxTokens}]

Writes into DIR the rewritten model and the tokenizer, each named by its SHA-256, and manifest.json.`;

const OPTIONS = {
  onnx: { type: "string" },
  tokenizer: { type: "string" },
  out: { type: "string" },
  name: { type: "string", default: DEFAULT_MODEL.name },
  version: { type: "string", default: DEFAULT_MODEL.version },
  license: { type: "string", default: DEFAULT_MODEL.license },
  output: { type: "string", default: DEFAULT_MODEL.output },
  dimension: { type: "string", default: String(DEFAULT_MODEL.dimension) },
  "max-tokens": { type: "string", default: String(DEFAULT_MODEL.maxTokens) },
} as const;

function readInput(path: string, option: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new PublishError(`--${option}: ${path} cannot be read.`, { cause });
  }
}

function main(): void {
  const { values } = parseArgs({ options: OPTIONS });
  const { onnx, tokenizer, out } = values;
  if (onnx === undefined || tokenizer === undefined || out === undefined) throw new PublishError(USAGE);
  const prepared = prepareModel(readInput(onnx, "onnx"), readInput(tokenizer, "tokenizer"), {
    name: values.name,
    version: values.version,
    license: values.license,
    output: values.output,
    dimension: Number(values.dimension),
    maxTokens: Number(values["max-tokens"]),
  });
  mkdirSync(out, { recursive: true });
  const { manifest } = prepared;
  writeFileSync(join(out, manifest.file.sha256), prepared.weights);
  writeFileSync(join(out, manifest.tokenizer.sha256), prepared.tokenizer);
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  console.log(`${manifest.name} ${manifest.version} from ${basename(onnx)}: ${manifest.file.sha256}, ${manifest.file.size} bytes`);
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    if (!(error instanceof PublishError) && !(error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
