import { GrammarError, unsupported } from "../grammar-error.ts";
import { compilePattern, type CompiledPattern } from "../regex/compile-pattern.ts";
import type { WorkBudget } from "../work-budget.ts";
import { FORMATS, formatPattern } from "./formats.ts";
import type { JsonValue } from "./json-value.ts";
import { step, type Located } from "./located.ts";

export interface StringLanguage {
  readonly pattern: CompiledPattern;
  readonly pointer: string;
}

/** What each `pattern` and `format` of `parts` allows: all of them hold. */
export function stringLanguages(parts: readonly Located[], budget: WorkBudget): StringLanguage[] {
  return parts.flatMap(({ schema, pointer }) => {
    if (typeof schema === "boolean") return [];
    const found: StringLanguage[] = [];
    const [pattern, format] = [step(pointer, "pattern"), step(pointer, "format")];
    if (schema["pattern"] !== undefined) found.push({ pattern: readPattern(schema["pattern"], pattern, budget), pointer: pattern });
    if (schema["format"] !== undefined) found.push({ pattern: readFormat(schema["format"], format), pointer: format });
    return found;
  });
}

function readPattern(source: JsonValue, pointer: string, budget: WorkBudget): CompiledPattern {
  if (typeof source !== "string") throw unsupported(pointer, "pattern must be a string");
  try {
    return compilePattern(source, "json", "anywhere", budget);
  } catch (error) {
    throw error instanceof GrammarError ? unsupported(pointer, error.message) : error;
  }
}

function readFormat(name: JsonValue, pointer: string): CompiledPattern {
  const pattern = typeof name === "string" ? formatPattern(name) : null;
  if (!pattern) throw unsupported(pointer, `The format ${JSON.stringify(name)} is not supported; these are: ${FORMATS.join(", ")}`);
  return pattern;
}
