import { join } from "node:path";
import { toolEnvironment } from "../setup/environment.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { runCommand } from "../setup/processes.mjs";
import { checkRow } from "./results.mjs";

/** Checks of the whole tree, each a command and what makes it pass where that is one command too. */
const CHECKS = [
  { what: "types", command: ["turbo", "run", "check:types", "--output-logs=errors-only", "--ui=stream", "--continue"] },
  { what: "lint", command: ["oxlint", "--deny-warnings"] },
  { what: "format", command: ["oxfmt", "--check"], fix: "node_modules/.bin/oxfmt" },
  { what: "unused code", command: ["knip"] },
];

/** Runs every check, in the order in which their failures are best read. */
export async function runChecks(step) {
  const rows = [];
  for (const { what, command, fix } of CHECKS) {
    const [program, ...args] = command;
    const result = await step(`Checking ${what}`, async (note) => {
      const run = await runCommand(join(BIN_DIR, program), args, { cwd: ROOT, env: toolEnvironment() });
      if (!run.ok) note("failed");
      return run;
    });
    if (!result.ok) console.log(result.output.trim() + (fix ? `\nTo correct it: ${fix}` : ""));
    rows.push(checkRow(`check: ${what}`, result.ok));
  }
  return rows;
}
