import { z } from "zod";
import { LIMITS } from "../../limits.ts";
import { wellFormedText } from "../text.ts";

/** A JSON Schema, passed on as it arrived: the order of its properties counts. */
export const schemaField = z
  .unknown()
  .refine((value) => typeof value === "boolean" || isObject(value), "must be a JSON Schema: an object, true or false")
  .refine((value) => isPlain(value, 1), `must nest at most ${LIMITS.jsonDepth} levels and hold no number that is too large for a double`)
  .meta({ anyOf: [{ type: "object" }, { type: "boolean" }] });

export const regexField = wellFormedText(LIMITS.constraintBytes);

export const choicesField = z
  .array(wellFormedText(LIMITS.constraintBytes).refine((text) => text.length > 0, "must not be empty"))
  .min(1)
  .max(LIMITS.constraintChoices);

/** A number beyond doubles is read as infinite, and would be written as null. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return depth <= LIMITS.jsonDepth && Object.values(value).every((child) => isPlain(child, depth + 1));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
