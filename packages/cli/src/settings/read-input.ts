import { text } from "node:stream/consumers";
import { usageFailure } from "../failures/command-failure.ts";
import type { InputStream } from "../output/surroundings.ts";

/** Text that was given as an argument, or on stdin where it is `-` or left out; never waits for a terminal. */
export async function readInput(given: string | undefined, stdin: InputStream, what: string): Promise<string> {
  if (given !== undefined && given !== "-") return given;
  if (stdin.isTTY === true) throw usageFailure(`There is no ${what}.`, `Give it as an argument, or on stdin: echo … | steadytext …`);
  const read = await text(stdin);
  if (read.trim() === "") throw usageFailure(`There is no ${what}: stdin is empty.`, "Give it as an argument, or on stdin.");
  return read;
}

/** Texts that were given as arguments, or one a line on stdin. */
export async function readLines(given: readonly string[], stdin: InputStream, what: string): Promise<readonly string[]> {
  if (given.length > 0 && given[0] !== "-") return given;
  const lines = (await readInput(undefined, stdin, what)).split("\n");
  return lines.map((line) => line.replace(/\r$/, "")).filter((line) => line.trim() !== "");
}
