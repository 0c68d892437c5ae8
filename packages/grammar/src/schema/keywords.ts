import { unsupported } from "../grammar-error.ts";
import { isObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { step } from "./located.ts";

/** Keywords that say nothing about which documents are valid. */
const ANNOTATIONS = new Set(
  "$comment $vocabulary title description default example examples deprecated readOnly writeOnly contentEncoding contentMediaType contentSchema xml externalDocs discriminator".split(
    " ",
  ),
);
/** Dialects whose supported keywords mean the same. */
const DIALECT = /^https?:\/\/json-schema\.org\/(draft\/2020-12|draft\/2019-09|draft-0[467])\/schema#?$/;
const CONTAINERS = new Set(["$defs", "definitions"]);
const ASSERTIONS = new Set(
  "$ref type enum const allOf anyOf oneOf nullable properties required additionalProperties items prefixItems minItems maxItems minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(
    " ",
  ),
);
/** Values with which a keyword that is not supported asserts nothing. */
const NEUTRAL: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map([
  ["uniqueItems", (value) => value === false],
  ["minProperties", (value) => value === 0],
  ["unevaluatedProperties", (value) => value === true],
  ["unevaluatedItems", (value) => value === true],
  ["patternProperties", (value) => isObject(value) && Object.keys(value).length === 0],
  ["dependentRequired", (value) => isObject(value) && Object.keys(value).length === 0],
  ["propertyNames", (value) => value === true],
]);

/** Whether `keyword` says which documents are valid, rather than annotating or defining. */
export function isAssertion(keyword: string): boolean {
  return !ANNOTATIONS.has(keyword) && !CONTAINERS.has(keyword) && !keyword.startsWith("x-");
}

/** Refuses every keyword of `schema` that would be ignored. */
export function checkKeywords(schema: JsonObject, pointer: string): void {
  for (const [key, value] of Object.entries(schema)) {
    if (ANNOTATIONS.has(key) || CONTAINERS.has(key) || ASSERTIONS.has(key) || key.startsWith("x-")) continue;
    if (key === "$schema" && typeof value === "string" && DIALECT.test(value)) continue;
    if (key === "$id" && pointer === "") continue;
    if (NEUTRAL.get(key)?.(value)) continue;
    throw unsupported(
      step(pointer, key),
      `The keyword ${JSON.stringify(key)} is not supported here; a constraint that cannot be kept is refused`,
    );
  }
}

/** A keyword's count: an integer of at least zero; undefined where it is absent. */
export function readCount(schema: JsonObject, pointer: string, keyword: string): number | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw unsupported(step(pointer, keyword), `${keyword} must be an integer of at least 0`);
  }
  return value;
}

export function readNumber(schema: JsonObject, pointer: string, keyword: string): number | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) throw unsupported(step(pointer, keyword), `${keyword} must be a number`);
  return value;
}

export function readArray(schema: JsonObject, pointer: string, keyword: string): JsonValue[] | undefined {
  const value = schema[keyword];
  if (value === undefined || Array.isArray(value)) return value;
  throw unsupported(step(pointer, keyword), `${keyword} must be an array`);
}

export function readObject(schema: JsonObject, pointer: string, keyword: string): JsonObject | undefined {
  const value = schema[keyword];
  if (value === undefined || isObject(value)) return value;
  throw unsupported(step(pointer, keyword), `${keyword} must be an object`);
}

/** The tighter pair of bounds written in one schema; refuses a lower one above the upper one. */
export function checkBounds(pointer: string, keyword: string, min: number, max: number): void {
  if (min > max) throw unsupported(step(pointer, keyword), `The bounds contradict each other: at least ${min} and at most ${max}`);
}
