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
