import { choice, EMPTY, literal, NEVER, optional, repeat, sequence, type Expression } from "../expression/expression.ts";
import { ANY_FRACTION, digit, digits, positiveDigits, wholeNumbers } from "./digits.ts";

/** A bound on a number without its sign. */
export interface Bound {
  readonly whole: bigint;
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string;
  readonly isExclusive: boolean;
}

/** Decimals from `low` to `high`, `low` not above `high`, with at most `places` digits after the point. */
export function magnitudes(low: Bound, high: Bound, places: number): Expression {
  if (low.whole === high.whole) return sequence(wholeNumbers(low.whole, low.whole), between(low, high, places));
  const inside = high.whole - low.whole > 1n ? wholeNumbers(low.whole + 1n, high.whole - 1n) : NEVER;
  return choice([
    sequence(
      wholeNumbers(low.whole, low.whole),
      pointed(from(low.fraction, low.isExclusive, places), low.fraction === "" && !low.isExclusive),
    ),
    inside === NEVER ? NEVER : sequence(inside, ANY_FRACTION(places)),
    sequence(
      wholeNumbers(high.whole, high.whole),
      pointed(to(high.fraction, high.isExclusive, places), high.fraction !== "" || !high.isExclusive),
    ),
  ]);
}

/** A point before `decimals`; neither where `isOptional`. */
function pointed(decimals: Expression, isOptional: boolean): Expression {
  const written = decimals === NEVER ? NEVER : sequence(literal("."), decimals);
  return isOptional ? choice([written, EMPTY]) : written;
}

function between(low: Bound, high: Bound, places: number): Expression {
  const mayBeWhole = low.fraction === "" && !low.isExclusive && (high.fraction !== "" || !high.isExclusive);
  return pointed(fractionsBetween(low, high, places), mayBeWhole);
}

/** Decimals after the point, at least one digit, within both bounds. */
function fractionsBetween(low: Bound, high: Bound, places: number): Expression {
  if (places <= 0) return NEVER;
  if (high.fraction === "") return to("", high.isExclusive || low.fraction !== "" || low.isExclusive, places);
  const [a, b] = [Number(low.fraction[0] ?? 0), Number(high.fraction[0])];
  const lowRest = { ...low, fraction: low.fraction.slice(1) };
  const highRest = { ...high, fraction: high.fraction.slice(1) };
  const left = places - 1;
  if (a === b) {
    const mayEnd = lowRest.fraction === "" && !low.isExclusive && (highRest.fraction !== "" || !high.isExclusive);
    return followed(a, fractionsBetween(lowRest, highRest, left), mayEnd);
  }
  return choice([
    followed(a, from(lowRest.fraction, low.isExclusive, left), lowRest.fraction === "" && !low.isExclusive),
    a + 1 < b ? sequence(digit(a + 1, b - 1), digits(0, left)) : NEVER,
    followed(b, to(highRest.fraction, high.isExclusive, left), highRest.fraction !== "" || !high.isExclusive),
  ]);
}

/** The digit `value`, then `rest`; nothing need follow where `mayEnd`. */
function followed(value: number, rest: Expression, mayEnd: boolean): Expression {
  return sequence(digit(value, value), mayEnd ? optional(rest) : rest);
}

/** One digit or more that, after a point, are at least `.${bound}`. */
function from(bound: string, isExclusive: boolean, places: number): Expression {
  if (places <= 0) return NEVER;
  if (bound === "") return isExclusive ? positiveDigits(places) : digits(1, places);
  const first = Number(bound[0]);
  const rest = bound.slice(1);
  return choice([
    first < 9 ? sequence(digit(first + 1, 9), digits(0, places - 1)) : NEVER,
    followed(first, from(rest, isExclusive, places - 1), rest === "" && !isExclusive),
  ]);
}

/** One digit or more that, after a point, are at most `.${bound}`. */
function to(bound: string, isExclusive: boolean, places: number): Expression {
  if (places <= 0) return NEVER;
  if (bound === "") return isExclusive ? NEVER : repeat(digit(0, 0), 1, places);
  const first = Number(bound[0]);
  const rest = bound.slice(1);
  return choice([
    first > 0 ? sequence(digit(0, first - 1), digits(0, places - 1)) : NEVER,
    followed(first, to(rest, isExclusive, places - 1), rest !== "" || !isExclusive),
  ]);
}
