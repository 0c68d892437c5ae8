import { characterDfa } from "../dfa/character-dfa.ts";
import { automaton, choice, EMPTY, literal, NEVER, repeat, sequence, type Expression } from "../expression/expression.ts";

const ZERO = 0x30;
const singles = new Map<string, Expression>();

/** One digit from `from` to `to`; nothing if they cross. */
export function digit(from: number, to: number): Expression {
  if (from > to) return NEVER;
  const key = `${from}${to}`;
  const made = singles.get(key) ?? automaton(characterDfa([[[ZERO + from, ZERO + to]]]));
  singles.set(key, made);
  return made;
}

/** `min` to `max` digits of any kind. */
export function digits(min: number, max: number): Expression {
  return max < Math.max(min, 0) ? NEVER : repeat(digit(0, 9), min, max);
}

/** Whole numbers from `low` to `high`, both at least 0, without leading zeros. */
export function wholeNumbers(low: bigint, high: bigint): Expression {
  const options: Expression[] = [];
  const last = String(high).length;
  for (let length = String(low).length; length <= last; length++) {
    const first = length === 1 ? 0n : 10n ** BigInt(length - 1);
    const end = 10n ** BigInt(length) - 1n;
    const from = low > first ? low : first;
    const to = high < end ? high : end;
    if (from <= to) options.push(sameLength(String(from), String(to)));
  }
  return choice(options);
}

/** Digit strings of one length from `low` to `high`. */
function sameLength(low: string, high: string): Expression {
  const left = low.length - 1;
  if (low === high) return literal(low);
  if (/^0*$/.test(low) && /^9*$/.test(high)) return digits(low.length, low.length);
  const [a, b] = [Number(low[0]), Number(high[0])];
  if (a === b) return sequence(literal(low[0]!), sameLength(low.slice(1), high.slice(1)));
  if (left === 0) return digit(a, b);
  return choice([
    sequence(literal(low[0]!), sameLength(low.slice(1), "9".repeat(left))),
    a + 1 < b ? sequence(digit(a + 1, b - 1), digits(left, left)) : NEVER,
    sequence(literal(high[0]!), sameLength("0".repeat(left), high.slice(1))),
  ]);
}

/** Up to `count` digits of which one is not 0. */
export function positiveDigits(count: number): Expression {
  if (count <= 0) return NEVER;
  return sequence(repeat(digit(0, 0), 0, count - 1), digit(1, 9), digits(0, count - 1));
}

export const ANY_FRACTION = (count: number): Expression => (count > 0 ? choice([sequence(literal("."), digits(1, count)), EMPTY]) : EMPTY);
