import { choice, literal, NEVER, reference, sequence, type Expression, type Rule } from "../expression/expression.ts";
import { unsupported } from "../grammar-error.ts";
import { BRANCH_COMBINATIONS, ONE_OF_BRANCHES, RULE_PARTS } from "../limits.ts";
import { WorkBudget } from "../work-budget.ts";
import { arrayExpression } from "./array-expression.ts";
import { checkDisjoint } from "./disjoint.ts";
import { allowedValues, hasOtherAssertions, withoutValues } from "./enumerated.ts";
import { flatten, referred, type Flat } from "./flatten.ts";
import type { JsonValue, Separators } from "./json-value.ts";
import { locate, type Located } from "./located.ts";
import { numberExpression } from "./number-expression.ts";
import { objectExpression } from "./object-expression.ts";
import { stringExpression } from "./string-expression.ts";
import { allowedTypes, typeOf, type JsonType } from "./types.ts";
import { valuesWithin } from "./values-within.ts";

const BOOLEAN = choice([literal("true"), literal("false")]);
const NULL = literal("null");
/** Steps of a budget that a schema takes wherever it holds. */
const PART_WORK = 8;

/** Compiles subschemas on demand: a set of schemas that hold at once becomes one rule, so that recursion closes. */
export class SchemaCompiler {
  readonly root: JsonValue;
  readonly separators: Separators;
  readonly budget = new WorkBudget();
  readonly #rules = new Map<string, Expression>();
  readonly #pending: (() => void)[] = [];
  readonly #filters: (() => void)[] = [];
  #parts = 0;

  constructor(root: JsonValue, separators: Separators) {
    this.root = root;
    this.separators = separators;
  }

  /** The documents of the whole schema. Raises `GrammarError`. */
  compile(): Expression {
    const expression = this.rule([locate(this.root, "")]);
    for (let build = this.#pending.pop(); build; build = this.#pending.pop()) build();
    // Rules that others are part of were asked for first: the innermost filters run first.
    for (let filter = this.#filters.pop(); filter; filter = this.#filters.pop()) filter();
    return expression;
  }

  /** The values that `all` of these allow; compiled later, so that it may refer to itself. */
  rule(all: readonly Located[]): Expression {
    const conjunction = all.filter(({ schema }) => schema === false || Object.keys(schema).length > 0);
    const key = conjunction.map(({ pointer, isBase }) => `${isBase ? "!" : "#"}${pointer}`).join("\n");
    const known = this.#rules.get(key);
    if (known) return known;
    this.#parts += 1 + conjunction.length;
    if (this.#parts > RULE_PARTS) {
      throw unsupported(conjunction[0]?.pointer ?? "", `The schema unfolds into too many combinations of subschemas that hold at once`);
    }
    const rule: Rule = { body: null };
    const made = reference(rule);
    this.#rules.set(key, made);
    this.#pending.push(() => {
      rule.body = this.#build(conjunction, rule);
    });
    return made;
  }

  /** Whether nothing at all is allowed, as far as that shows without compiling. */
  isNever(conjunction: readonly Located[]): boolean {
    return flatten(this.root, conjunction).isNever;
  }

  #build(conjunction: readonly Located[], rule: Rule): Expression {
    const flat = flatten(this.root, conjunction);
    const pointer = conjunction[0]?.pointer ?? "";
    this.budget.spend(PART_WORK * flat.parts.length, pointer);
    if (flat.isNever) return NEVER;
    const target = conjunction.length === 1 ? referred(this.root, conjunction[0]!) : null;
    if (target) return this.rule([target]);
    if (flat.forks.length > 0) return this.#fork(flat);
    const types = allowedTypes(flat.parts);
    const values = allowedValues(flat.parts, this.budget)?.filter((value) => types.has(typeOf(value)));
    if (!values) return choice([...types].map((type) => this.#ofType(type, types, flat.parts)));
    const spelled = valuesWithin(values, this, null, pointer);
    if (!hasOtherAssertions(flat.parts)) return spelled;
    const shadow = this.rule(withoutValues(flat.parts));
    this.#filters.push(() => {
      rule.body = valuesWithin(values, this, shadow, pointer);
    });
    return spelled;
  }

  #fork({ parts, forks }: Flat): Expression {
    let combinations: Located[][] = [[...parts]];
    for (const { branches, oneOf } of forks) {
      if (oneOf !== null && branches.length > ONE_OF_BRANCHES) {
        throw unsupported(oneOf, `oneOf has ${branches.length} branches; at most ${ONE_OF_BRANCHES} are taken, and more by anyOf`);
      }
      if (oneOf !== null) checkDisjoint(this, parts, branches, oneOf);
      combinations = combinations.flatMap((taken) => branches.map((branch) => [...taken, branch]));
      if (combinations.length > BRANCH_COMBINATIONS) {
        throw unsupported(oneOf ?? parts[0]?.pointer ?? "", `More than ${BRANCH_COMBINATIONS} combinations of branches meet in one place`);
      }
    }
    return choice(combinations.map((combination) => this.rule(combination)));
  }

  #ofType(type: JsonType, types: ReadonlySet<JsonType>, parts: readonly Located[]): Expression {
    switch (type) {
      case "null":
        return NULL;
      case "boolean":
        return BOOLEAN;
      case "integer":
        return types.has("number") ? NEVER : numberExpression(parts, true, this.budget);
      case "number":
        return numberExpression(parts, false, this.budget);
      case "string":
        return sequence(literal('"'), stringExpression(parts, this.budget), literal('"'));
      case "array":
        return arrayExpression(this, parts);
      case "object":
        return objectExpression(this, parts);
    }
  }
}
