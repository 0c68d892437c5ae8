import { choice, EMPTY, literal, repeat, sequence, type Expression } from "../expression/expression.ts";
import { checkBounds, readArray, readCount } from "./keywords.ts";
import { locate, step, type Located } from "./located.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";

interface ArrayFacts {
  /** Schemas that each leading element must satisfy, then those of all others. */
  readonly leading: readonly (readonly Located[])[];
  readonly others: readonly Located[];
  readonly min: number;
  readonly max: number;
}

/** Arrays that all of `parts` allow. */
export function arrayExpression(compiler: SchemaCompiler, parts: readonly Located[]): Expression {
  const { leading, others, min, max } = arrayFacts(parts);
  const comma = literal(compiler.separators.item);
  const item = compiler.rule(others);
  const count = Math.min(leading.length, max);
  const isFirst = count === 0;
  let rest = isFirst ? firstAndMore(item, comma, min, max) : repeat(sequence(comma, item), Math.max(0, min - count), max - count);
  for (let at = count - 1; at >= 0; at--) {
    const element = sequence(...(at > 0 ? [comma] : []), compiler.rule(leading[at]!), rest);
    rest = at >= min ? choice([element, EMPTY]) : element;
  }
  return sequence(literal("["), rest, literal("]"));
}

function firstAndMore(item: Expression, comma: Expression, min: number, max: number): Expression {
  if (max === 0) return EMPTY;
  const some = sequence(item, repeat(sequence(comma, item), Math.max(0, min - 1), max - 1));
  return min === 0 ? choice([some, EMPTY]) : some;
}

export function arrayFacts(parts: readonly Located[]): ArrayFacts {
  const leading: Located[][] = [];
  let min = 0;
  let max = Infinity;
  const lists = parts.map(({ schema, pointer }) => {
    if (typeof schema === "boolean") return { prefix: [], items: null };
    const low = readCount(schema, pointer, "minItems") ?? 0;
    const high = readCount(schema, pointer, "maxItems") ?? Infinity;
    checkBounds(pointer, "minItems", low, high);
    min = Math.max(min, low);
    max = Math.min(max, high);
    const at = step(pointer, "prefixItems");
    const prefix = (readArray(schema, pointer, "prefixItems") ?? []).map((item, i) => locate(item, step(at, i)));
    return { prefix, items: schema["items"] === undefined ? null : locate(schema["items"], step(pointer, "items")) };
  });
  const length = Math.max(0, ...lists.map(({ prefix }) => prefix.length));
  for (let at = 0; at < length; at++) leading.push(lists.flatMap(({ prefix, items }) => prefix[at] ?? items ?? []));
  return { leading, others: lists.flatMap(({ items }) => items ?? []), min, max };
}
