// Writes docs/accuracy.md from the committed references and the engine as it is.
import { writeFileSync } from "node:fs";
import { readReferences } from "../peers/llama-cpp/references.ts";
import { accuracyPage } from "./accuracy-page.ts";
import { differentTokenizations, textAccuracies } from "./compare-accuracy.ts";
import { loadModel } from "./load-model.ts";

const { tokens, scores } = readReferences();
const runtime = await loadModel();
const different = differentTokenizations(runtime, tokens.strings);
for (const line of different) console.error(line);
const page = accuracyPage({
  peer: scores.peer,
  strings: tokens.strings.length,
  equalStrings: tokens.strings.length - different.length,
  texts: await textAccuracies(runtime, scores.texts),
});
writeFileSync(new URL("../../docs/accuracy.md", import.meta.url), page);
console.log("wrote docs/accuracy.md");
