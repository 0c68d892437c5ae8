import fc from "fast-check";

/** The keywords that the schemas of requests use. */
export interface RequestSchema {
  readonly type?: "string" | "integer" | "number" | "boolean" | "null" | "array" | "object";
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly RequestSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly items?: RequestSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, RequestSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: RequestSchema | boolean;
  readonly propertyNames?: RequestSchema;
}

const MOST_ITEMS = 4;
const MOST_CHARACTERS = 40;

/** Values that a JSON Schema describes. */
export function schemaArbitrary(schema: RequestSchema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(schemaArbitrary));
  switch (schema.type) {
    case "string":
      return texts(schema);
    case "integer":
      return fc.maxSafeInteger().chain((any) => fc.constantFrom(...edges(schema, any)));
    case "number":
      return numbers(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return lists(schema);
    case "object":
      return objects(schema);
    default:
      return fc.jsonValue();
  }
}

function texts({ pattern, format, minLength = 0, maxLength = MOST_CHARACTERS }: RequestSchema): fc.Arbitrary<string> {
  if (format === "date") return times().map((time) => time.slice(0, 10));
  if (format === "date-time") return times();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const any = fc.string({ minLength, maxLength: Math.min(maxLength, minLength + MOST_CHARACTERS) });
  return fc.oneof(
    any,
    fc.constantFrom("text", "default", "AAAA").filter((text) => text.length >= minLength && text.length <= maxLength),
  );
}

function times(): fc.Arbitrary<string> {
  return fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }).map((date) => date.toISOString());
}

/** Whole numbers within the bounds: both ends, small ones, and any. */
function edges({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: RequestSchema, any: number): readonly number[] {
  const inside = (value: number): number => Math.min(maximum, Math.max(minimum, value));
  return [minimum, maximum, inside(1), inside(7), inside(any)];
}

function numbers({ minimum, exclusiveMinimum, maximum = 1e308 }: RequestSchema): fc.Arbitrary<number> {
  const min = minimum ?? exclusiveMinimum ?? -1e308;
  return fc.double({ min, max: maximum, minExcluded: exclusiveMinimum !== undefined, noNaN: true });
}

function lists({ items = {}, minItems = 0, maxItems = MOST_ITEMS }: RequestSchema): fc.Arbitrary<unknown[]> {
  return fc.array(schemaArbitrary(items), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, MOST_ITEMS)) });
}

function objects({ properties = {}, required = [], additionalProperties = {}, propertyNames }: RequestSchema): fc.Arbitrary<object> {
  const known = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, schemaArbitrary(schema)]));
  const named = fc.record(known, { requiredKeys: [...required], noNullPrototype: true });
  if (typeof additionalProperties === "boolean" || Object.keys(additionalProperties).length === 0) return named;
  const names = propertyNames === undefined ? fc.string({ maxLength: 8 }) : texts(propertyNames);
  return fc
    .tuple(named, fc.dictionary(names, schemaArbitrary(additionalProperties), { maxKeys: MOST_ITEMS, noNullPrototype: true }))
    .map(([own, more]) => ({ ...more, ...own }));
}

/** Values with one part changed, removed or put in, wherever it is. */
export function mutatedArbitrary(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const changes = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, "", 0, -1, 513, 1e300, true, [], {}));
  return fc
    .tuple(values, fc.infiniteStream(fc.nat(1000)), changes)
    .map(([value, choices, change]) => mutate(value, choices, change) ?? null);
}

function mutate(value: unknown, choices: Iterator<number>, change: unknown): unknown {
  const choice = (): number => choices.next().value as number;
  if (typeof value !== "object" || value === null || choice() % 8 === 0) return change;
  const entries = Object.entries(value);
  const at = choice() % (entries.length + 1);
  const [name, inner] = entries[at] ?? [String(entries.length), null];
  const next: [string, unknown] = [name, entries[at] === undefined ? change : mutate(inner, choices, change)];
  const kept = choice() % 4 === 0 && entries[at] !== undefined ? [] : [next];
  const changed = [...entries.slice(0, at), ...kept, ...entries.slice(at + 1)];
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}
