import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { Output } from "./output.ts";
import { startProgress } from "./start-progress.ts";

/** What is on stderr after 200 of 400 MB, and how the work ended. */
function shown(terminal: { isTTY?: boolean; columns?: number }, env = {}, options = {}): string {
  const stderr = Object.assign(new PassThrough(), terminal);
  const surroundings = { stdout: new PassThrough(), stderr, stdin: new PassThrough(), env, signal: new AbortController().signal };
  const progress = startProgress(surroundings, new Output(surroundings, options), "m 1", 400e6, options);
  progress.update(0);
  progress.update(200e6);
  progress.update(400e6);
  progress.finish("m 1: sent");
  return String(stderr.read() ?? "");
}

test("a terminal has one line that is drawn over, with NO_COLOR without colours", () => {
  const drawn = shown({ isTTY: true, columns: 100 });
  expect(drawn).toContain("\u001b[36m");
  const lines = stripVTControlCharacters(drawn).split("\r");
  expect(lines.at(-2)).toMatch(/^m 1 ━{24} 100 % {2}400\.0\/400\.0 MB {2}[\d.]+ MB\/s {2}0 s$/);
  expect(lines.at(-1)).toBe("m 1: sent\n");
  expect(shown({ isTTY: true, columns: 100 }, { NO_COLOR: "1" })).not.toContain("\u001b[3");
});

test.each([{}, { isTTY: true, columns: 40 }, { isTTY: true }])("without a terminal that has room there are a few lines: %j", (terminal) => {
  expect(shown(terminal)).toBe("m 1: 400.0 MB\nm 1: 50 %\nm 1: 100 %\nm 1: sent\n");
});

test("when quiet there is nothing; with --json no bar", () => {
  expect(shown({ isTTY: true, columns: 100 }, {}, { quiet: true })).toBe("");
  expect(shown({ isTTY: true, columns: 100 }, {}, { json: true })).toContain("m 1: 50 %\n");
});
