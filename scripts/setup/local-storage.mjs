import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, PERSIST_DIR } from "./paths.mjs";
import { runCommand } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";

const READER = fileURLToPath(new URL("storage-rows.mjs", import.meta.url));

/** Names of the migrations that the local database has, read from its file in a tenth of a second, where starting it takes seconds. Nothing may write to it meanwhile. */
export async function appliedMigrations(persistDir = PERSIST_DIR) {
  const result = await runCommand(join(BIN_DIR, "node"), ["--no-warnings", READER, persistDir], { env: toolEnvironment() });
  if (result.ok) return JSON.parse(result.output);
  throw new SetupError(
    `The local storage in ${persistDir} cannot be read:\n${result.output.trim()}`,
    "`npm start -- --fresh` makes it anew, with new keys and empty caches.",
  );
}
