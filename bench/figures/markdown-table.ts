import type { Figure } from "./figures.ts";

/** The figures as a Markdown table: median, extremes and goal. */
export function markdownTable(figures: readonly Figure[]): string {
  const lines = figures.map(({ name, unit, goal, spread }) => {
    const median = `${number(spread.median)} ${unit}`;
    return `| ${name} | ${median} | ${number(spread.min)} – ${number(spread.max)} | ${goal ?? ""} |`;
  });
  return ["| figure | median | spread | goal |", "| --- | ---: | ---: | ---: |", ...lines, ""].join("\n");
}

/** Three significant digits, as far as a whole number allows. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
