import { requireNode } from "./environment.mjs";
import { isStopping, stopEverything, stopOnSignals } from "./processes.mjs";
import { describeFailure } from "./setup-error.mjs";

/**
 * Runs a command: whatever way it ends, nothing it started is left. `load` imports the command only after Node was found new
 * enough, since an old one would fail on the imports with a message that helps nobody. `main` returns the exit code, or nothing for 0.
 * @param {() => Promise<{ main: (argv: string[]) => Promise<number | void> }>} load
 */
export async function run(load) {
  stopOnSignals();
  try {
    requireNode();
    const { main } = await load();
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    if (!isStopping()) console.error(describeFailure(error));
    process.exitCode = 1;
  }
  await stopEverything();
}
