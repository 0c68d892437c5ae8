import type { Output } from "./output.ts";
import { megabytes, percent } from "./amounts.ts";
import type { Progress } from "./progress-report.ts";
import { progressBar } from "./progress-bar.ts";
import type { Surroundings } from "./surroundings.ts";

/** Room for a bar and its words: a line that wraps cannot be drawn over. */
const LEAST_COLUMNS = 72;
/** Without a terminal there is a line each so many percent. */
const STEP_PERCENT = 25;

/** A bar on a terminal's stderr; lines elsewhere; nothing when quiet. The total is in bytes. */
export function startProgress(
  { stderr }: Pick<Surroundings, "stderr">,
  output: Output,
  title: string,
  total: number,
  { quiet = false, json = false } = {},
): Progress {
  if (quiet) return { update: () => undefined, finish: () => undefined, abandon: () => undefined };
  const hasRoom = stderr.isTTY === true && (stderr.columns ?? 0) >= LEAST_COLUMNS;
  return hasRoom && !json ? progressBar({ stderr, output, title, total }) : progressLines(output, title, total);
}

function progressLines(output: Output, title: string, total: number): Progress {
  let told = 0;
  output.note(`${title}: ${megabytes(total)} MB`);
  return {
    update(done) {
      const now = percent(done, total);
      if (now < told + STEP_PERCENT) return;
      told = now - (now % STEP_PERCENT);
      output.note(`${title}: ${now} %`);
    },
    finish: (text) => output.note(text),
    abandon: () => undefined,
  };
}
