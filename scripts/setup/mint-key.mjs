import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { toolEnvironment } from "./environment.mjs";
import { BIN_DIR, ROOT } from "./paths.mjs";
import { runCommand } from "./processes.mjs";

/**
 * Makes an API key: { key, record }, the second of which the gateway keeps.
 * @param {string} pepper the gateway's KEY_PEPPER
 * @param {{ env: "live" | "test", tenant: string, name: string, scopes: string }} options scopes: with commas between
 */
export async function mintKey(pepper, { env, tenant, name, scopes }) {
  const script = join(ROOT, "apps", "gateway", "scripts", "mint-key.ts");
  const options = ["--env", env, "--tenant", tenant, "--scopes", scopes, "--name", name];
  const result = await runCommand(join(BIN_DIR, "node"), [script, ...options], {
    cwd: ROOT,
    // Not an argument: those can be read by everyone on the machine.
    env: { ...toolEnvironment(), KEY_PEPPER: pepper },
  });
  if (!result.ok) throw commandFailure("Making a key", result);
  return JSON.parse(result.stdout);
}
