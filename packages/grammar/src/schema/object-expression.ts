import { choice, EMPTY, literal, NEVER, repeat, sequence, type Expression } from "../expression/expression.ts";
import { nameExpression } from "./name-expression.ts";
import { objectFacts, type ObjectFacts } from "./object-facts.ts";
import type { Located } from "./located.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";

/** Steps of a budget that a property takes, besides one for each schema that holds. */
const MEMBER_WORK = 4;

/** Objects that all of `parts` allow: the properties as written, then any others. */
export function objectExpression(compiler: SchemaCompiler, parts: readonly Located[]): Expression {
  const facts = objectFacts(parts);
  compiler.budget.spend(facts.properties.length * (MEMBER_WORK + parts.length), facts.pointer);
  const comma = literal(compiler.separators.item);
  // What follows when no member was written yet, and when one was.
  let { first, later } = otherMembers(compiler, facts, comma);
  for (const { name, schemas, isRequired } of facts.properties.toReversed()) {
    const member = sequence(literal(JSON.stringify(name) + compiler.separators.key), compiler.rule(schemas));
    const written = later;
    first = choice([sequence(member, written), ...(isRequired ? [] : [first])]);
    later = choice([sequence(comma, member, written), ...(isRequired ? [] : [later])]);
  }
  return sequence(literal("{"), first, literal("}"));
}

function otherMembers(compiler: SchemaCompiler, facts: ObjectFacts, comma: Expression): { first: Expression; later: Expression } {
  if (compiler.isNever(facts.others)) return { first: EMPTY, later: EMPTY };
  const name = nameExpression(facts, compiler.budget);
  if (name === NEVER) return { first: EMPTY, later: EMPTY };
  const member = sequence(literal('"'), name, literal(`"${compiler.separators.key}`), compiler.rule(facts.others));
  const later = repeat(sequence(comma, member), 0, Infinity);
  return { first: choice([sequence(member, later), EMPTY]), later };
}
