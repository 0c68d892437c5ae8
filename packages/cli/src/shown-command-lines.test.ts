import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { commandTree } from "./completion/command-tree.ts";
import { commandProgram } from "./program.ts";
import { runCommand } from "./test-support/run-command.ts";

const surroundings = () => ({
  env: {},
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  signal: new AbortController().signal,
});

/** Command lines of a text, each a line of its own, perhaps after a pipe; a shell's part and a remark after two spaces are left out. */
function shownIn(text: string): readonly string[] {
  return [...text.matchAll(/^(?: {2})?(?:[a-z]+ [\w.]+ \| |source <\()?(steadytext (?:(?! {2,}| [<>|] |\)$).)*)/gm)].map(
    ([, line = ""]) => line,
  );
}

/** Arguments as a shell would split them. */
const argumentsOf = (line: string) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].slice(1).map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Replaces what commands do; resolves to the words of the command that a line asks for. */
async function commandOf(line: string): Promise<string> {
  let asked = "";
  const program = commandProgram(surroundings());
  const replace = (command: Command, path: readonly string[]): void => {
    if (command.commands.length === 0) command.action(() => void (asked = path.join(" ")));
    for (const sub of command.commands) replace(sub, [...path, sub.name()]);
  };
  replace(program, []);
  await program.parseAsync(argumentsOf(line), { from: "user" });
  return asked;
}

const paths = commandTree(commandProgram(surroundings())).map(({ path }) => path);
const helpOf = async (path: string) => (await runCommand([...path.split(" ").filter(Boolean), "--help"])).out;

test("every command line that a help text or the README shows is one that is understood", async () => {
  const pages = [readFileSync(new URL("../README.md", import.meta.url), "utf8"), ...(await Promise.all(paths.map(helpOf)))];
  const lines = pages.flatMap(shownIn);
  expect(lines.length).toBeGreaterThan(25);
  // A line that is not understood throws.
  expect(await Promise.all(lines.map(commandOf))).not.toContain("");
});

test("a line that is not understood is told from those", async () => {
  expect(shownIn("  cat a.txt | steadytext embed --json > b  remark\nsource <(steadytext completion zsh)\nA steadytext chat")).toEqual([
    "steadytext embed --json",
    "steadytext completion zsh",
  ]);
  await expect(commandOf('steadytext generate "x" --frob')).rejects.toThrow(/unknown option/);
  expect(await commandOf('steadytext models rollback "a b"')).toBe("models rollback");
});
