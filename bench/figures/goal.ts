/** What the project asks of a figure. */
export interface Goal {
  readonly sense: "at least" | "at most";
  readonly must: number;
  readonly aim: number;
}

export type Verdict = "aim" | "must" | "missed";

export function atLeast(must: number, aim: number): Goal {
  return { sense: "at least", must, aim };
}

export function atMost(must: number, aim: number): Goal {
  return { sense: "at most", must, aim };
}

/** The harder of the two that `value` reaches. */
export function verdict(goal: Goal, value: number): Verdict {
  const reaches = (bound: number) => (goal.sense === "at least" ? value >= bound : value <= bound);
  if (reaches(goal.aim)) return "aim";
  return reaches(goal.must) ? "must" : "missed";
}
