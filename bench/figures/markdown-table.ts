import type { Figure } from "./figures.ts";
import { verdict, type Goal, type Verdict } from "./goal.ts";

const MARKS: Record<Verdict, string> = { aim: "✓ aim", must: "✓ must", missed: "✗" };

/** The figures as a Markdown table: median, extremes, what was asked and whether the median reaches it. */
export function markdownTable(figures: readonly Figure[]): string {
  const lines = figures.map(({ name, unit, goal, spread }) => {
    const range = `${number(spread.min)} – ${number(spread.max)}`;
    return `| ${name} | ${number(spread.median)} ${unit} | ${range} | ${goalCells(goal, spread.median)} |`;
  });
  return ["| figure | median | spread | must | aim | reached |", "| --- | ---: | ---: | ---: | ---: | --- |", ...lines, ""].join("\n");
}

function goalCells(goal: Goal | undefined, median: number): string {
  if (goal === undefined) return " |  | ";
  const sign = goal.sense === "at least" ? "≥" : "≤";
  return `${sign} ${goal.must} | ${sign} ${goal.aim} | ${MARKS[verdict(goal, median)]}`;
}

/** Three significant digits, as far as a whole number allows. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
