/** A number's exact decimal digits: `whole` without leading zeros, `fraction` without trailing ones. */
export interface Decimal {
  readonly isNegative: boolean;
  readonly whole: bigint;
  readonly fraction: string;
}

/** The decimal that JavaScript writes for `value`, without its exponent. */
export function decimal(value: number): Decimal {
  const [, sign, digits, decimals = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))!;
  const shift = Number(exponent);
  const padded = shift < 0 ? "0".repeat(-shift) + digits! : digits!;
  const all = padded + decimals + "0".repeat(Math.max(0, shift - decimals.length));
  const point = padded.length + shift;
  return { isNegative: sign === "-", whole: BigInt(all.slice(0, point)), fraction: all.slice(point).replace(/0+$/, "") };
}

/** The least positive number that every one of `steps`, which are positive, divides. */
export function commonMultiple(steps: readonly Decimal[]): Decimal {
  const places = Math.max(...steps.map(({ fraction }) => fraction.length));
  const scaled = steps.map(({ whole, fraction }) => BigInt(whole.toString() + fraction.padEnd(places, "0")));
  const digits = scaled
    .reduce((a, b) => (a / greatestDivisor(a, b)) * b)
    .toString()
    .padStart(places + 1, "0");
  const point = digits.length - places;
  return { isNegative: false, whole: BigInt(digits.slice(0, point)), fraction: digits.slice(point).replace(/0+$/, "") };
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
