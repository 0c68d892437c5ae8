import type { JsonObject, JsonValue } from "../schema/json-value.ts";

const NAMES = ["a", "ab", "name", "id", "é", "a_b"];

/** A schema of keywords that other engines keep as well, with objects that take no further properties. */
export function randomSchema(random: () => number, depth = 3): JsonObject {
  const below = (count: number): number => Math.floor(random() * count);
  const leaves: (() => JsonObject)[] = [
    () => ({ type: "string" }),
    () => ({ type: "string", minLength: below(3), maxLength: 3 + below(5) }),
    () => ({ type: "string", pattern: ["^[a-c]+$", "^\\d{2,4}$", "^(foo|bar)?x*$"][below(3)]! }),
    () => ({ type: "integer" }),
    () => ({ type: "integer", minimum: below(40) - 20, maximum: 20 + below(200) }),
    () => ({ type: ["boolean", "null"] }),
    () => ({ enum: ["x", 3, null, "longer text", true].slice(below(3), 3 + below(3)) }),
    () => ({ const: [7, "c", false, null][below(4)]! }),
  ];
  const branches: (() => JsonObject)[] = [
    () => randomObject(random, depth),
    () => ({ type: "array", items: randomSchema(random, depth - 1), minItems: below(2), maxItems: 2 + below(3) }),
    () => ({ type: "array", prefixItems: [randomSchema(random, depth - 1), randomSchema(random, 0)], items: false, minItems: 2 }),
    () => ({ anyOf: [randomSchema(random, depth - 1), randomSchema(random, depth - 1)] }),
  ];
  const kinds = depth > 0 ? [...leaves.slice(0, 5), ...branches, ...branches] : leaves;
  return kinds[below(kinds.length)]!();
}

function randomObject(random: () => number, depth: number): JsonObject {
  const names = NAMES.filter(() => random() < 0.5);
  const properties: Record<string, JsonValue> = {};
  for (const name of names) properties[name] = randomSchema(random, depth - 1);
  return { type: "object", properties, required: names.filter(() => random() < 0.5), additionalProperties: false };
}
