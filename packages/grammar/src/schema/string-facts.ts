import { GrammarError, unsupported } from "../grammar-error.ts";
import { compilePattern, type CompiledPattern } from "../regex/compile-pattern.ts";
import { FORMATS, formatPattern } from "./formats.ts";
import { checkBounds, readCount } from "./keywords.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { step, type Located } from "./located.ts";

export interface StringFacts {
  /** Bounds on the number of characters. */
  readonly min: number;
  readonly max: number;
  /** All of these hold. */
  readonly languages: readonly { readonly pattern: CompiledPattern; readonly pointer: string }[];
}

/** What all of `parts` say about strings. */
export function stringFacts(parts: readonly Located[]): StringFacts {
  let min = 0;
  let max = Infinity;
  const languages: { pattern: CompiledPattern; pointer: string }[] = [];
  for (const { schema, pointer } of parts) {
    if (typeof schema === "boolean") continue;
    const low = readCount(schema, pointer, "minLength") ?? 0;
    const high = readCount(schema, pointer, "maxLength") ?? Infinity;
    checkBounds(pointer, "minLength", low, high);
    min = Math.max(min, low);
    max = Math.min(max, high);
    for (const [keyword, read] of [
      ["pattern", readPattern],
      ["format", readFormat],
    ] as const) {
      if (schema[keyword] !== undefined) languages.push({ pattern: read(schema, step(pointer, keyword)), pointer: step(pointer, keyword) });
    }
  }
  return { min, max, languages };
}

function readPattern(schema: JsonObject, pointer: string): CompiledPattern {
  const source = schema["pattern"];
  if (typeof source !== "string") throw unsupported(pointer, "pattern must be a string");
  try {
    return compilePattern(source, "json", "anywhere");
  } catch (error) {
    if (error instanceof GrammarError) throw unsupported(pointer, error.message);
    throw error;
  }
}

function readFormat(schema: JsonObject, pointer: string): CompiledPattern {
  const name: JsonValue = schema["format"]!;
  const pattern = typeof name === "string" ? formatPattern(name) : null;
  if (!pattern) throw unsupported(pointer, `The format ${JSON.stringify(name)} is not supported; these are: ${FORMATS.join(", ")}`);
  return pattern;
}
