import { unsupported } from "../grammar-error.ts";
import { arrayFacts } from "./array-expression.ts";
import { allowedValues, sharedValues } from "./enumerated.ts";
import { flatten } from "./flatten.ts";
import type { JsonValue } from "./json-value.ts";
import type { Located } from "./located.ts";
import { areApart, numberFacts } from "./number-facts.ts";
import { objectFacts, type ObjectFacts } from "./object-facts.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";
import { stringLengths } from "./string-lengths.ts";
import { allowedTypes, intersection, typeOf, type JsonType } from "./types.ts";
import type { WorkBudget } from "../work-budget.ts";

/** Levels of nested properties looked into for a difference. */
const DEPTH = 4;
/** Steps of a budget that a comparison takes, besides two for each property. */
const COMPARISON_WORK = 4;

/** Refuses a `oneOf` unless no value can satisfy two of its branches; `parts` hold besides. */
export function checkDisjoint(compiler: SchemaCompiler, parts: readonly Located[], branches: readonly Located[], pointer: string): void {
  branches.forEach((branch, i) => {
    for (const other of branches.slice(0, i)) {
      if (areDisjoint(compiler, [...parts, other], [...parts, branch], DEPTH)) continue;
      throw unsupported(
        pointer,
        "Branches of oneOf must exclude each other visibly, as by type or by a required const property; use anyOf where they need not",
      );
    }
  });
}

/** Whether it shows that no value satisfies both. What does not show counts as possible. */
function areDisjoint(compiler: SchemaCompiler, a: readonly Located[], b: readonly Located[], depth: number): boolean {
  if (depth === 0) return false;
  const { root, budget } = compiler;
  const [left, right] = [flatten(root, a), flatten(root, b)];
  const pointer = a.at(-1)?.pointer ?? "";
  budget.spend(COMPARISON_WORK + left.parts.length + right.parts.length, pointer);
  if (left.isNever || right.isNever) return true;
  const shared = intersection(allowedTypes(left.parts), allowedTypes(right.parts));
  const [ours, theirs] = [valuesOf(left.parts, shared, budget), valuesOf(right.parts, shared, budget)];
  if (ours && theirs) return sharedValues(ours, theirs, pointer, budget).length === 0;
  const values = ours ?? theirs;
  const types = values ? new Set(values.map(typeOf)) : shared;
  return [...types].every((type) => areApartAs(type, compiler, left.parts, right.parts, depth));
}

function valuesOf(parts: readonly Located[], types: ReadonlySet<JsonType>, budget: WorkBudget): JsonValue[] | undefined {
  return allowedValues(parts, budget)?.filter((value) => types.has(typeOf(value)));
}

function areApartAs(type: JsonType, compiler: SchemaCompiler, a: readonly Located[], b: readonly Located[], depth: number): boolean {
  if (type === "integer" || type === "number") {
    const [x, y] = [numberFacts(a), numberFacts(b)];
    return areApart(x.low, y.high) || areApart(y.low, x.high);
  }
  if (type === "string" || type === "array") {
    const [x, y] = type === "string" ? [stringLengths(a), stringLengths(b)] : [arrayFacts(a), arrayFacts(b)];
    return x.min > y.max || y.min > x.max;
  }
  if (type !== "object") return false;
  const [x, y] = [objectFacts(a), objectFacts(b)];
  compiler.budget.spend(2 * (x.properties.length + y.properties.length), x.pointer);
  return differ(compiler, x, y, depth) || differ(compiler, y, x, depth);
}

/** Whether a property that `a` requires cannot be the same in `b`, which requires it too or allows it in no form. */
function differ(compiler: SchemaCompiler, a: ObjectFacts, b: ObjectFacts, depth: number): boolean {
  return a.properties
    .filter(({ isRequired }) => isRequired)
    .some(({ name, schemas }) => {
      const declared = b.properties.find((property) => property.name === name);
      return areDisjoint(compiler, schemas, declared?.schemas ?? b.others, depth - 1);
    });
}
