import type { Output } from "./output.ts";
import { megabytes, percent } from "./amounts.ts";
import type { Progress } from "./progress-report.ts";

const WIDTH = 24;
const REDRAW_MS = 80;
const ERASE_LINE = "\r\u001b[2K";

interface BarOptions {
  readonly stderr: NodeJS.WritableStream;
  readonly output: Output;
  readonly title: string;
  /** Bytes. */
  readonly total: number;
}

/**
 * A bar that is drawn over. It leaves stdin alone, which the bar of @clack/prompts does not: that one reads the keys, and ends the process
 * with 0 when it is interrupted.
 */
export function progressBar({ stderr, output, title, total }: BarOptions): Progress {
  const started = performance.now();
  let first: number | null = null;
  let drawnMs = 0;
  return {
    update(done) {
      first ??= done;
      const now = performance.now();
      if (now - drawnMs < REDRAW_MS && done < total) return;
      drawnMs = now;
      const speed = ((done - first) / (now - started)) * 1000;
      stderr.write(`${ERASE_LINE}${title} ${line(output, done, total)}${speedText(speed, total - done)}`);
    },
    finish: (text) => void stderr.write(`${ERASE_LINE}${text}\n`),
    abandon: () => void stderr.write("\n"),
  };
}

function line(output: Output, done: number, total: number): string {
  const filled = Math.round((percent(done, total) / 100) * WIDTH);
  const bar = output.styled("cyan", "━".repeat(filled)) + output.styled("dim", "─".repeat(WIDTH - filled));
  return `${bar} ${percent(done, total)} %  ${megabytes(done)}/${megabytes(total)} MB`;
}

/** @param speed in bytes a second */
function speedText(speed: number, left: number): string {
  return speed > 0 ? `  ${megabytes(speed)} MB/s  ${Math.ceil(left / speed)} s` : "";
}
