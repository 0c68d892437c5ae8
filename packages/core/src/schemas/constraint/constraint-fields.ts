import { z } from "zod";
import { LIMITS } from "../../limits.ts";
import { wellFormedText } from "../text.ts";

/** A JSON Schema, passed on as it arrived: the order of its properties counts. */
export const schemaField = z
  .unknown()
  .refine((value) => typeof value === "boolean" || isObject(value), "must be a JSON Schema: an object, true or false")
  .meta({ anyOf: [{ type: "object" }, { type: "boolean" }] });

export const regexField = wellFormedText(LIMITS.constraintBytes);

export const choicesField = z
  .array(wellFormedText(LIMITS.constraintBytes).refine((text) => text.length > 0, "must not be empty"))
  .min(1)
  .max(LIMITS.constraintChoices);

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
