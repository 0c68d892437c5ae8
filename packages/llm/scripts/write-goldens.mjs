// Writes golden/generations.json anew, what the real model answers to golden/prompts.json, and the pieces
// of golden/logprobs.json. Run it only when answers are meant to move;
// then raise the version of what moved them in src/rules.json, and say so in a changeset.
import { readFileSync, writeFileSync } from "node:fs";
import { loadRuntime } from "../src/runtime/load-runtime.ts";
import { golden, logprobGolden } from "../src/test-support/goldens.ts";
import { kernelModules, modelStream } from "../src/test-support/weights.ts";

const loaded = await loadRuntime({ modules: kernelModules(), ...modelStream(), contextLength: 1024 });
if (!loaded.ok) throw new Error(loaded.error.message);
const prompts = JSON.parse(readFileSync(new URL("../golden/prompts.json", import.meta.url), "utf8"));
const goldens = [];
for (const prompt of prompts) goldens.push(await golden(loaded.value, prompt));
const lines = goldens.map((entry) => JSON.stringify(entry));
writeFileSync(new URL("../golden/generations.json", import.meta.url), `[\n${lines.join(",\n")}\n]\n`);
const logprobs = new URL("../golden/logprobs.json", import.meta.url);
const told = await logprobGolden(loaded.value, JSON.parse(readFileSync(logprobs, "utf8")));
writeFileSync(logprobs, `${JSON.stringify(told)}\n`);
