/** What may come next, judged by what came after the same tokens before. */
export interface Draft {
  readonly tokens: readonly number[];
  /** How many of the last tokens stood there as well, `SHORTEST_MATCH` to `LONGEST_MATCH`. */
  readonly matched: number;
}

/** Shorter matches say little about what follows. */
const SHORTEST_MATCH = 3;
export const LONGEST_MATCH = 8;

/**
 * Up to `most` tokens that followed the longest earlier match of the last tokens, the latest one among equals (prompt lookup decoding, Saxena
 * 2023). Where the match reaches the end, the text is taken to go round on. Null without a match.
 */
export function lookUpDraft(tokens: readonly number[], most: number): Draft | null {
  const end = tokens.length;
  let from = -1;
  let matched = SHORTEST_MATCH - 1;
  for (let at = end - 1; at > matched && matched < LONGEST_MATCH; at--) {
    const length = matchLength(tokens, at, end);
    if (length <= matched) continue;
    matched = length;
    from = at;
  }
  if (from < 0) return null;
  const period = end - from;
  return { matched, tokens: Array.from({ length: most }, (_, i) => tokens[from + (i % period)]!) };
}

/** How many tokens before `at` equal those before `end`; counts to `LONGEST_MATCH`. */
function matchLength(tokens: readonly number[], at: number, end: number): number {
  const most = Math.min(at, LONGEST_MATCH);
  let length = 0;
  while (length < most && tokens[at - 1 - length] === tokens[end - 1 - length]) length += 1;
  return length;
}
