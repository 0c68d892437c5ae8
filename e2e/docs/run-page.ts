import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { repositoryRoot } from "../harness/repository-root.ts";
import type { CodeBlock } from "./code-blocks.ts";

/** What a block printed. */
export interface Run {
  readonly block: CodeBlock;
  readonly output: string;
}

const BIN = join(repositoryRoot, "node_modules/.bin");
const TIMEOUT_MS = 100_000;
/** An answer that is no success fails a program, unless the page says that it is what is shown. */
const PRELUDE = `set -euo pipefail
FAIL=--fail-with-body
curl() { command curl $FAIL "$@"; }
npm() { echo "what npm, npx and pnpm start would work on this very checkout: mark the block as not run" >&2; return 1; }
npx() { npm; }
pnpm() { npm; }
`;
const SHOWS_AN_ERROR = "answers an error";

/** How a block is run within the page's shell, where variables that earlier blocks set are known. */
const RUNNERS: Readonly<Record<string, (block: CodeBlock) => string>> = {
  sh: ({ text: commands, note }) => (note === SHOWS_AN_ERROR ? `FAIL=\n${commands}FAIL=--fail-with-body\n` : commands),
  // Where the packages are that a reader would install.
  js: ({ text: program }) => `(cd e2e && node --input-type=module - <<'END_OF_BLOCK'\n${program}END_OF_BLOCK\n)`,
  python: ({ text: program }) => `"$PYTHON" - <<'END_OF_BLOCK'\n${program}END_OF_BLOCK\n`,
};

/** Whether a block is one that runs. */
export function isProgram({ language }: CodeBlock): boolean {
  return Object.hasOwn(RUNNERS, language);
}

/** Whether a fence's note says how its program is run. */
export function isNoteOfProgram(note: string): boolean {
  return note === "" || note === SHOWS_AN_ERROR;
}

const marker = (index: number) => `@@block-${index}@@`;

/**
 * Runs a page's programs from top to bottom in one shell, as a reader who pastes them would.
 * @throws Error naming the block that failed, with what it said
 */
export async function runPage(blocks: readonly CodeBlock[], cwd: string, env: NodeJS.ProcessEnv): Promise<readonly Run[]> {
  const parts = blocks.map((block, index) => `printf '\\n${marker(index)}\\n'\n${RUNNERS[block.language]?.(block) ?? ""}\n`);
  const shell = spawn("bash", ["-c", PRELUDE + parts.join("")], {
    cwd,
    env: { ...env, PATH: `${BIN}:${process.env["PATH"]}` },
    stdio: ["ignore", "pipe", "pipe"],
    // The leader of a group, so that all it started can be ended with it.
    detached: true,
  });
  const deadline = setTimeout(() => process.kill(-shell.pid!, "SIGKILL"), TIMEOUT_MS);
  const ended = new Promise<number | null>((resolve) => shell.on("close", resolve));
  const [output, errors, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  clearTimeout(deadline);
  const runs = output.split(/^@@block-\d+@@\n/m).slice(1);
  if (code === 0) return blocks.map((block, index) => ({ block, output: runs[index] ?? "" }));
  const { page, line } = blocks[Math.max(runs.length - 1, 0)]!;
  throw new Error(`${page}:${line} ended with code ${code}:\n${runs.at(-1)}\n${errors}`);
}
