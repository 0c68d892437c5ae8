import { readFileSync } from "node:fs";
import type { GenerateOptions } from "@steadytext/edge/client";
import type { Command } from "commander";
import { usageFailure } from "../failures/command-failure.ts";
import { parseAgain, parseCount, parseNumber } from "./parse-option.ts";

/** What the commands that generate have in common, as commander gives it. */
export interface GenerationOptions {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly stop?: readonly string[];
  readonly system?: string;
  readonly model?: string;
  readonly schema?: string;
  readonly regex?: string;
  readonly choice?: readonly string[];
  readonly cache: boolean;
}

export function addGenerationOptions(command: Command): Command {
  return command
    .option("--max-tokens <n>", "most tokens to generate", parseCount)
    .option("--temperature <t>", "0, the default, takes the most likely token", parseNumber)
    .option("--seed <n>", "for temperatures above 0", parseCount)
    .option("--top-p <p>", "keep the likeliest tokens of this probability together", parseNumber)
    .option("--top-k <n>", "keep this many of the likeliest tokens", parseCount)
    .option("--min-p <p>", "keep tokens of at least this part of the likeliest one's probability", parseNumber)
    .option("--stop <text>", "end before this text; may be given up to 4 times", parseAgain)
    .option("--system <text>", "system message")
    .option("--schema <file>", "JSON Schema that the text must satisfy")
    .option("--regex <pattern>", "regular expression that the whole text must match")
    .option("--choice <text>", "the text is this or another choice; give it again", parseAgain)
    .option("--model <name>", "model to ask; the default one otherwise")
    .option("--no-cache", "compute anew, and store nothing");
}

/** The options in the API's words; what was left out is left out. */
export function generationFields(options: GenerationOptions): GenerateOptions {
  const { maxTokens, temperature, seed, topP, topK, minP, stop, system, model, schema, regex, choice, cache } = options;
  const fields: GenerateOptions = {
    max_tokens: maxTokens,
    temperature,
    seed,
    top_p: topP,
    top_k: topK,
    min_p: minP,
    stop: stop && [...stop],
    system,
    model,
    schema: schema === undefined ? undefined : readSchema(schema),
    regex,
    choices: choice && [...choice],
    cache: cache ? undefined : { no_cache: true, no_store: true },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function readSchema(path: string): Record<string, unknown> {
  const text = readFileSync(path, "utf8");
  try {
    const schema: unknown = JSON.parse(text);
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return schema as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw usageFailure(`${path} is not a JSON Schema.`, "It must hold one JSON object.");
}
