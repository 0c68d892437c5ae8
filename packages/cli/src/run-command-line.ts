import { CommanderError } from "commander";
import { describeFailure } from "./failures/describe-failure.ts";
import { EXIT } from "./failures/exit-code.ts";
import { Output } from "./output/output.ts";
import type { Surroundings } from "./output/surroundings.ts";
import { commandProgram } from "./program.ts";

/** Help and the version are answers, not failures. */
const ANSWERS: readonly string[] = ["commander.help", "commander.helpDisplayed", "commander.version"];

/** Runs one command line to its end, whatever happens. Returns the number for the shell. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    await commandProgram(surroundings).parseAsync([...args], { from: "user" });
    return EXIT.ok;
  } catch (cause) {
    // Commander has told it already.
    if (cause instanceof CommanderError) return ANSWERS.includes(cause.code) && cause.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const report = describeFailure(cause);
    new Output(surroundings, { json: args.includes("--json") }).failure(report);
    if (surroundings.env["STEADYTEXT_DEBUG"]) surroundings.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
    return report.exitCode;
  }
}
