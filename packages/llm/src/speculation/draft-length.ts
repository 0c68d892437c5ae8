/** What a step of 1 to 16 rows costs, against one of a single row; measured on the default model, the first eight with logits. */
const STEP_COSTS = [1, 1.45, 1.9, 2.4, 2.95, 3.45, 3.95, 4.35, 5.15, 5.4, 5.9, 6.2, 6.75, 7.1, 7.4, 7.8];
/** How much longer others' step may become for one sequence's drafts. */
const MOST_DELAY = 1.5;

/** What drafts must gain at least, so that a guess which is a little off loses nothing. */
const LEAST_GAIN = 1.05;

export interface DraftRoom {
  /** Rows that the step has without drafts. */
  readonly rows: number;
  /** Drafts that there is room for, or that are of use. */
  readonly most: number;
  /** Probability that a proposed token is chosen, where those before it were. */
  readonly acceptance: number;
}

/** How many drafts make a step's tokens cheapest: each costs its row, and is worth the probability that it and those before it are right. */
export function draftLength({ rows, most, acceptance }: DraftRoom): number {
  const limit = rows > 1 ? costOf(rows) * MOST_DELAY : Infinity;
  let best = 0;
  let bestRate = (rows / costOf(rows)) * LEAST_GAIN;
  let gained = rows;
  let probability = 1;
  for (let length = 1; length <= most && costOf(rows + length) <= limit; length++) {
    probability *= acceptance;
    gained += probability;
    const rate = gained / costOf(rows + length);
    if (rate <= bestRate) continue;
    best = length;
    bestRate = rate;
  }
  return best;
}

function costOf(rows: number): number {
  return STEP_COSTS[rows - 1] ?? Infinity;
}
