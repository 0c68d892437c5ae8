import type { CodePoints } from "../dfa/code-points.ts";

/** A regular expression over characters. */
export type Pattern =
  | { readonly kind: "set"; readonly set: CodePoints }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly body: Pattern; readonly min: number; readonly max: number };

/** One alternative of a whole expression, and whether `^` and `$` tie it to the ends of the text. */
export interface Alternative {
  readonly pattern: Pattern;
  readonly startsText: boolean;
  readonly endsText: boolean;
}

export interface Lengths {
  readonly min: number;
  readonly max: number;
}

export function matchesEmpty(pattern: Pattern): boolean {
  if (pattern.kind === "set") return false;
  if (pattern.kind === "sequence") return pattern.items.every(matchesEmpty);
  if (pattern.kind === "choice") return pattern.options.some(matchesEmpty);
  return pattern.min === 0 || matchesEmpty(pattern.body);
}

/** Characters spelt once bounded repetitions are written out. */
export function positions(pattern: Pattern): number {
  if (pattern.kind === "set") return 1;
  if (pattern.kind === "sequence") return pattern.items.reduce((sum, item) => sum + positions(item), 0);
  if (pattern.kind === "choice") return pattern.options.reduce((sum, option) => sum + positions(option), 0);
  return Math.max(1, positions(pattern.body)) * (pattern.max === Infinity ? pattern.min + 1 : pattern.max);
}

/** Characters of the shortest and the longest text. */
export function lengths(pattern: Pattern): Lengths {
  if (pattern.kind === "set") return { min: 1, max: 1 };
  if (pattern.kind === "repeat") {
    const { min, max } = lengths(pattern.body);
    return { min: min * pattern.min, max: max === 0 || pattern.max === 0 ? 0 : max * pattern.max };
  }
  const parts = (pattern.kind === "sequence" ? pattern.items : pattern.options).map(lengths);
  if (pattern.kind === "sequence") return { min: sum(parts.map(({ min }) => min)), max: sum(parts.map(({ max }) => max)) };
  return { min: Math.min(...parts.map(({ min }) => min)), max: Math.max(...parts.map(({ max }) => max)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
