import type { JsonObject, JsonValue } from "../schema/json-value.ts";

function nested(levels: number, wrap: (inner: JsonValue) => JsonValue, inner: JsonValue = { type: "string" }): JsonValue {
  return Array.from({ length: levels }).reduce<JsonValue>((schema) => wrap(schema), inner);
}

function definitions(count: number, make: (at: number) => JsonValue): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at}`, make(at)]));
}

function numbered(count: number, make: (at: number) => JsonValue): JsonValue[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function properties(count: number, make: (at: number) => JsonValue): JsonObject {
  return { properties: definitions(count, make), required: numbered(count, (at) => `d${at}`), additionalProperties: false };
}

/** Characters of their own, one UTF-16 unit each. */
const ideograph = (at: number): string => String.fromCharCode(0x4e00 + 2 * at);

const CONST_OBJECT = (at: number): JsonValue => ({ properties: { [`p${at}`]: { const: at } }, required: [`p${at}`] });

/** Schemas made to cost much: each compiles in bounded work or is refused. */
export const HOSTILE_SCHEMAS: Readonly<Record<string, JsonValue>> = {
  "deep properties": nested(500, (inner) => ({ type: "object", properties: { a: inner } })),
  "deep within the limit": nested(30, (inner) => ({ properties: { a: inner } })),
  "deep arrays of depth 10,000": nested(10_000, (inner) => [inner]),
  "reference to itself": { $ref: "#" },
  "references in a ring": { $ref: "#/$defs/d0", $defs: definitions(50, (at) => ({ $ref: `#/$defs/d${(at + 1) % 50}` })) },
  "anyOf that leads back to itself": { anyOf: [{ $ref: "#" }] },
  "allOf that leads back to itself": { allOf: [{ $ref: "#" }, { type: "object" }] },
  "recursion without an end": { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] },
  "allOf doubled at each level": {
    $ref: "#/$defs/d0",
    $defs: definitions(40, (at) =>
      at === 39 ? { type: "string" } : { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
    ),
  },
  "anyOf doubled at each level": {
    $ref: "#/$defs/d0",
    $defs: definitions(40, (at) =>
      at === 39 ? { type: "string" } : { anyOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}`, title: "b" }] },
    ),
  },
  "branches multiplied": { allOf: numbered(12, () => ({ anyOf: numbered(4, CONST_OBJECT) })) },
  "branches multiplied within the limit": {
    allOf: numbered(4, (at) => ({ anyOf: numbered(4, (branch) => CONST_OBJECT(at * 4 + branch)) })),
  },
  "properties that split": {
    $ref: "#/$defs/d0",
    $defs: definitions(12, (at) => ({
      properties: {
        a: { $ref: `#/$defs/d${(at + 1) % 12}` },
        b: { allOf: [{ $ref: `#/$defs/d${(at + 5) % 12}` }, { $ref: `#/$defs/d${(at * 7) % 12}` }] },
      },
    })),
  },
  "10,000 enum values": { enum: numbered(10_000, (at) => `value ${at}`) },
  "2,000 enum values": { enum: numbered(2000, (at) => `value ${at}`) },
  "enum values against a pattern": { pattern: "(a|b)+$", enum: numbered(1500, (at) => "ab".repeat(at % 10)) },
  "10,000 properties": { properties: definitions(10_000, () => true) },
  "1,000 open properties": { properties: definitions(1000, () => ({ type: "integer" })) },
  "1,000 closed properties": { properties: definitions(1000, () => ({ type: "integer" })), additionalProperties: false },
  "required names by the thousand": { required: numbered(1000, (at) => `r${at}`) },
  "oneOf of 300 branches": { oneOf: numbered(300, (at) => ({ const: at })) },
  "oneOf of 300 objects": { oneOf: numbered(300, (at) => ({ type: "object", ...(CONST_OBJECT(0) as JsonObject), title: String(at) })) },
  "minItems of a billion": { type: "array", items: { type: "null" }, minItems: 1e9 },
  "minLength of a billion": { type: "string", minLength: 1e9 },
  "maxLength of a billion": { type: "string", maxLength: 1e9 },
  "nested minItems": nested(20, (inner) => ({ type: "array", items: inner, minItems: 1000 })),
  "multipleOf a large prime": { type: "integer", multipleOf: 104_729 },
  "multipleOf a fine step": { type: "number", multipleOf: 1e-15 },
  "several multipleOf": { allOf: numbered(8, (at) => ({ type: "integer", multipleOf: 7 + at })) },
  "multipleOf at the limit": { type: "integer", multipleOf: 251, minimum: -1e15, maximum: 1e15 },
  "several patterns at once": { allOf: numbered(10, (at) => ({ pattern: `a.{${at}}b` })) },
  "pattern and long lengths": { type: "string", pattern: "^(\\w+ )+$", maxLength: 4000, minLength: 3000 },
  "pattern with doubling states": { type: "string", pattern: "(a|b)*a(a|b){25}" },
  "format and lengths": { type: "string", format: "uri", maxLength: 2000 },
  "every format at once": { allOf: ["date", "time", "date-time", "email", "uuid", "ipv4", "uri"].map((format) => ({ format })) },
  "exact bounds of many digits": { type: "number", exclusiveMinimum: 0.1234567890123, maximum: 987654321.123456 },
  "bounds of 1e308": { type: "number", minimum: -1e308, maximum: 1e308 },
  "a long reference": { $ref: `#${"/a".repeat(20_000)}` },
  "multipleOf at many places": properties(300, (at) => ({ type: "integer", multipleOf: 1999, maximum: at })),
  "a long enum at many places": {
    $defs: { a: { enum: numbered(1000, (at) => `a value with some length ${at}`) } },
    ...properties(400, () => ({ $ref: "#/$defs/a", minLength: 1 })),
  },
  "two long enums at many places": {
    $defs: { a: { enum: numbered(1000, (at) => `a${at}`) }, b: { enum: numbered(1000, (at) => `b${at}`) } },
    ...properties(400, () => ({ allOf: [{ $ref: "#/$defs/a" }, { $ref: "#/$defs/b" }] })),
  },
  "many open objects with long names": {
    anyOf: numbered(28, (at) => ({
      properties: Object.fromEntries(Array.from({ length: 33 }, (_, name) => [`${ideograph(name)}${"x".repeat(55)}${at}`, true])),
    })),
  },
  "a class of its own at many places": properties(1000, (at) => ({ type: "string", pattern: `^[^${ideograph(at)}]$` })),
  "exact bounds at many places": properties(500, (at) => ({ type: "number", exclusiveMinimum: 0.1234567890123, maximum: 9876543.1 + at })),
  "oneOf told apart by the last of many properties": {
    oneOf: numbered(64, (at) => ({ type: "object", ...properties(40, (name) => (name === 39 ? { const: at } : true)) })),
  },
  "oneOf whose branches must be searched": {
    $defs: { n: { type: "object", ...properties(40, () => ({ $ref: "#/$defs/n" })) } },
    oneOf: [{ $ref: "#/$defs/n" }, { $ref: "#/$defs/n", type: "object" }],
  },
  "a reference of 2,000 links": {
    $ref: "#/$defs/d0",
    $defs: definitions(2000, (at) => (at === 1999 ? true : { $ref: `#/$defs/d${at + 1}` })),
  },
  "lengths that settle one by one": {
    $ref: "#/$defs/d0",
    $defs: definitions(300, (at) => ({
      type: ["object", ...(at === 0 ? ["null"] : [])],
      properties: { n: { $ref: `#/$defs/d${Math.min(at + 1, 299)}` }, p: { $ref: `#/$defs/d${Math.max(at - 1, 0)}` } },
      required: ["p"],
      additionalProperties: false,
    })),
  },
  "nothing or something, nested": { pattern: `^${"(?:y?".repeat(60)}${")*".repeat(60)}$` },
  "nothing or something, at length": { pattern: `^(?:${"x?".repeat(1900)})*$` },
  "a class that leaves out 4,000 characters": { pattern: `[^${Array.from({ length: 4000 }, (_, at) => ideograph(at)).join("")}]` },
  "a class of 4,000 characters": { pattern: `[${Array.from({ length: 4000 }, (_, at) => ideograph(at)).join("")}]` },
  "repeated no times": { pattern: "^(?:(?:a{999999}){0}b)$" },
  "items nested in prefixItems": { prefixItems: numbered(500, (at) => ({ prefixItems: numbered(10, () => ({ const: at })) })) },
};
