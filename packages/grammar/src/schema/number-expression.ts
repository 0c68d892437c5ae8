import { product } from "../dfa/product.ts";
import { automaton, choice, literal, NEVER, optional, sequence, type Expression } from "../expression/expression.ts";
import { unsupported } from "../grammar-error.ts";
import { EXACT_DIGITS, FRACTION_DIGITS, INTEGER_DIGITS, MULTIPLE_OF_STATES } from "../limits.ts";
import { commonMultiple, decimal } from "../numbers/decimal.ts";
import { ANY_FRACTION, digit, digits, wholeNumbers } from "../numbers/digits.ts";
import { magnitudes, type Bound } from "../numbers/magnitudes.ts";
import { multiples } from "../numbers/multiples.ts";
import type { WorkBudget } from "../work-budget.ts";
import { areApart, numberFacts, type Limit, type NumberFacts } from "./number-facts.ts";
import type { Located } from "./located.ts";

/** Steps of a budget that a digit of a bound and a remainder of a step take. */
const DIGIT_WORK = 20;
const REMAINDER_WORK = 4;
const MINUS = literal("-");
const LARGEST = 10n ** BigInt(INTEGER_DIGITS) - 1n;
/** Decimals of a step: together with the digits before the point few enough for a double to hold them all. */
const STEP_DECIMALS = 6;
const LARGEST_MULTIPLE = 10n ** BigInt(EXACT_DIGITS - STEP_DECIMALS) - 1n;

/** Numbers, or only whole ones, that all of `parts` allow; -0 is never written. */
export function numberExpression(parts: readonly Located[], isWhole: boolean, budget: WorkBudget): Expression {
  const facts = numberFacts(parts);
  const { low, high, multipleOf } = facts;
  if (areApart(low, high)) return NEVER;
  if (low.value === -Infinity && high.value === Infinity && multipleOf.length === 0) return isWhole ? ANY_INTEGER : ANY_NUMBER;
  budget.spend(DIGIT_WORK * (String(low.value).length + String(high.value).length), facts.pointer);
  const positive = withMultiples(facts, magnitudesWithin(atLeastZero(low), high, facts, isWhole), budget);
  const mirrored = magnitudesWithin(aboveZero(negate(high)), negate(low), facts, isWhole);
  const negative = withMultiples(facts, mirrored, budget);
  return choice([positive, negative === NEVER ? NEVER : sequence(MINUS, negative)]);
}

const ANY_INTEGER = choice([sequence(optional(MINUS), digit(1, 9), digits(0, INTEGER_DIGITS - 1)), literal("0")]);
const ANY_NUMBER = choice([
  wholeNumbers(0n, 0n),
  sequence(optional(MINUS), literal("0."), digits(1, FRACTION_DIGITS)),
  sequence(optional(MINUS), wholeNumbers(1n, LARGEST), ANY_FRACTION(FRACTION_DIGITS)),
  sequence(
    optional(MINUS),
    digit(1, 9),
    ANY_FRACTION(FRACTION_DIGITS),
    literal("e"),
    choice([literal("+"), literal("-")]),
    wholeNumbers(1n, 307n),
  ),
]);

/** Magnitudes from `low`, which is at least 0, to `high`. */
function magnitudesWithin(low: Limit, high: Limit, facts: NumberFacts, isWhole: boolean): Expression {
  if (areApart(low, high)) return NEVER;
  const largest = facts.multipleOf.length > 0 ? LARGEST_MULTIPLE : LARGEST;
  const from = bound(low);
  const to = high.value === Infinity ? { whole: largest, fraction: "", isExclusive: false } : bound(high);
  if (from.whole > largest) return NEVER;
  const until = to.whole > largest ? { whole: largest, fraction: "", isExclusive: false } : to;
  if (isWhole) return integersWithin(from, until);
  return magnitudes(from, until, places(from, to, high.value === Infinity));
}

function integersWithin(from: Bound, to: Bound): Expression {
  const first = from.fraction !== "" || from.isExclusive ? from.whole + 1n : from.whole;
  const last = to.fraction === "" && to.isExclusive ? to.whole - 1n : to.whole;
  return first <= last ? wholeNumbers(first, last) : NEVER;
}

/** Digits after the point: near an exclusive bound no more than a double keeps apart from it. */
function places(low: Bound, high: Bound, isEndless: boolean): number {
  if (!low.isExclusive && !high.isExclusive) return FRACTION_DIGITS;
  const whole = isEndless || !high.isExclusive ? low.whole : high.whole;
  const exact = EXACT_DIGITS - String(whole).length;
  return Math.max(exact, low.fraction.length + 1, high.fraction.length + 1);
}

function withMultiples({ multipleOf }: NumberFacts, magnitude: Expression, budget: WorkBudget): Expression {
  const [first] = multipleOf;
  if (!first || magnitude === NEVER) return magnitude;
  const step = commonMultiple(multipleOf.map(({ value }) => decimal(value)));
  const states = Number(step.whole.toString() + step.fraction) * (step.fraction.length + 2);
  if (states > MULTIPLE_OF_STATES || step.fraction.length > STEP_DECIMALS) {
    throw unsupported(first.pointer, `multipleOf ${first.value} is too fine or too large to be kept exactly`);
  }
  budget.spend(states * REMAINDER_WORK, first.pointer);
  return product(magnitude, automaton(multiples(step)), first.pointer, budget);
}

function bound({ value, isExclusive }: Limit): Bound {
  const { whole, fraction } = decimal(Math.abs(value));
  return { whole, fraction, isExclusive };
}

function negate({ value, isExclusive }: Limit): Limit {
  return { value: -value, isExclusive };
}

function atLeastZero(limit: Limit): Limit {
  return limit.value < 0 ? { value: 0, isExclusive: false } : limit;
}

function aboveZero(limit: Limit): Limit {
  return limit.value < 0 ? { value: 0, isExclusive: true } : limit.value === 0 ? { value: 0, isExclusive: true } : limit;
}
