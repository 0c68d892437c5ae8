import { progress } from "@clack/prompts";
import type { Surroundings } from "./surroundings.ts";

/** How far work with a known end has come. */
export interface Progress {
  /** @param done in the unit of `total` */
  update(done: number): void;
  /** @param text what came of it */
  finish(text: string): void;
  /** Leaves the terminal as it was found. */
  abandon(): void;
}

const BAR_WIDTH = 30;
/** Without a terminal there is a line each so many percent. */
const STEP_PERCENT = 25;

/** A bar on a terminal's stderr; lines elsewhere; nothing when quiet. */
export function startProgress(
  { stderr, signal }: Pick<Surroundings, "stderr" | "signal">,
  title: string,
  total: number,
  { quiet = false, json = false } = {},
): Progress {
  if (quiet) return { update: () => undefined, finish: () => undefined, abandon: () => undefined };
  return stderr.isTTY === true && !json ? bar(stderr, signal, title, total) : lines(stderr, title, total);
}

function bar(stderr: NodeJS.WritableStream, signal: AbortSignal, title: string, total: number): Progress {
  const drawn = progress({ style: "heavy", size: BAR_WIDTH, max: Math.max(1, total), output: stderr as never, signal, withGuide: false });
  let at = 0;
  drawn.start(title);
  return {
    update(done) {
      drawn.advance(done - at, `${title} ${percent(done, total)} %, ${megabytes(done)} of ${megabytes(total)} MB`);
      at = done;
    },
    finish: (text) => drawn.stop(text),
    abandon: () => drawn.error(`${title}: stopped at ${percent(at, total)} %`),
  };
}

function lines(stderr: NodeJS.WritableStream, title: string, total: number): Progress {
  let told = 0;
  const say = (text: string) => void stderr.write(`${text}\n`);
  say(`${title}: ${megabytes(total)} MB`);
  return {
    update(done) {
      const now = percent(done, total);
      if (now < told + STEP_PERCENT) return;
      told = now - (now % STEP_PERCENT);
      say(`${title}: ${now} %`);
    },
    finish: say,
    abandon: () => undefined,
  };
}

function percent(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}

/** Bytes as decimal megabytes. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
