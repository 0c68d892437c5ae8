import { unsupported } from "../grammar-error.ts";
import { readNumber } from "./keywords.ts";
import { step, type Located } from "./located.ts";

export interface Limit {
  readonly value: number;
  readonly isExclusive: boolean;
}

export interface NumberFacts {
  readonly low: Limit;
  readonly high: Limit;
  readonly multipleOf: readonly { readonly value: number; readonly pointer: string }[];
  readonly pointer: string;
}

/** The tightest bounds that all of `parts` set. Endless ones are infinite. */
export function numberFacts(parts: readonly Located[]): NumberFacts {
  let low: Limit = { value: -Infinity, isExclusive: false };
  let high: Limit = { value: Infinity, isExclusive: false };
  const multipleOf: { value: number; pointer: string }[] = [];
  for (const { schema, pointer } of parts) {
    if (typeof schema === "boolean") continue;
    const ownLow = [limit(schema, pointer, "minimum", false), limit(schema, pointer, "exclusiveMinimum", true)].reduce(higher);
    const ownHigh = [limit(schema, pointer, "maximum", false), limit(schema, pointer, "exclusiveMaximum", true)].reduce(lower);
    if (ownLow && ownHigh && areApart(ownLow, ownHigh)) {
      const keyword = ownLow.isExclusive ? "exclusiveMinimum" : "minimum";
      throw unsupported(
        step(pointer, keyword),
        `The bounds contradict each other: no number is above ${ownLow.value} and below ${ownHigh.value}`,
      );
    }
    low = higher(low, ownLow)!;
    high = lower(high, ownHigh)!;
    const multiple = readNumber(schema, pointer, "multipleOf");
    if (multiple !== undefined && multiple <= 0) throw unsupported(step(pointer, "multipleOf"), "multipleOf must be above 0");
    if (multiple !== undefined) multipleOf.push({ value: multiple, pointer: step(pointer, "multipleOf") });
  }
  return { low, high, multipleOf, pointer: parts[0]?.pointer ?? "" };
}

/** Whether no number satisfies both. */
export function areApart(low: Limit, high: Limit): boolean {
  return low.value > high.value || (low.value === high.value && (low.isExclusive || high.isExclusive));
}

function limit(schema: Exclude<Located["schema"], boolean>, pointer: string, keyword: string, isExclusive: boolean): Limit | undefined {
  const value = readNumber(schema, pointer, keyword);
  return value === undefined ? undefined : { value, isExclusive };
}

function higher(a: Limit | undefined, b: Limit | undefined): Limit | undefined {
  if (!a || !b) return a ?? b;
  return b.value > a.value || (b.value === a.value && b.isExclusive) ? b : a;
}

function lower(a: Limit | undefined, b: Limit | undefined): Limit | undefined {
  if (!a || !b) return a ?? b;
  return b.value < a.value || (b.value === a.value && b.isExclusive) ? b : a;
}
