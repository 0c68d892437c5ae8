import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { prepareModel } from "./prepare-model.ts";
import { PublishError } from "./publish-error.ts";
import { parsePublishOptions } from "./publish-options.ts";

function readInput(path: string, option: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new PublishError(`--${option}: ${path} cannot be read.`, { cause });
  }
}

function main(): void {
  const { onnx, tokenizer, out, description } = parsePublishOptions(process.argv.slice(2));
  const prepared = prepareModel(readInput(onnx, "onnx"), readInput(tokenizer, "tokenizer"), description);
  const { manifest } = prepared;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, manifest.file.sha256), prepared.weights);
  writeFileSync(join(out, manifest.tokenizer.sha256), prepared.tokenizer);
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  console.log(`${manifest.name} ${manifest.version} from ${basename(onnx)}: ${manifest.file.sha256}, ${manifest.file.size} bytes`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof PublishError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
