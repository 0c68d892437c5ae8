// Usage: node bench/peers/llama-cpp/run.ts [--write-references | --compare] [--model-file FILE]
import { parseArgs } from "node:util";
import { weightsPath } from "../../../scripts/weights.mjs";
import { computeReferences } from "./compute-references.ts";
import { differences } from "./differences.ts";
import { readReferences, writeReferences } from "./references.ts";

const { values } = parseArgs({
  options: { "write-references": { type: "boolean" }, compare: { type: "boolean" }, "model-file": { type: "string" } },
});
const computed = await computeReferences(values["model-file"] ?? weightsPath("smollm2-135m-instruct-q4_1.gguf"));
if (values["write-references"]) {
  writeReferences(computed);
  console.log(`wrote ${computed.tokens.strings.length} strings and ${computed.scores.texts.length} texts`);
} else {
  const found = differences(readReferences(), computed);
  for (const line of found) console.log(line);
  console.log(found.length === 0 ? "llama.cpp still gives the committed references" : `${found.length} differences`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
