import { commandFailure } from "../setup/command-failure.mjs";
import { toolEnvironment } from "../setup/environment.mjs";
import { ROOT } from "../setup/paths.mjs";
import { runCommand } from "../setup/processes.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { WRANGLER } from "../setup/wrangler.mjs";

const SIGN_IN = "Sign in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID, then run the command again.";
const AGAIN = "Correct what the lines above name, then run the command again: it goes on where it stopped.";

/** Runs one wrangler command that asks no question. `env` adds to its environment. */
export function wrangler(args, { env = {}, cwd = ROOT } = {}) {
  return runCommand(WRANGLER, args, { cwd, env: { ...toolEnvironment(), CI: "true", ...env } });
}

/** A command's result, if it succeeded. Throws a SetupError that names the cause if not. */
export function requireOk(what, result) {
  if (result.ok) return result;
  if (/not logged in|CLOUDFLARE_API_TOKEN|Authentication error|code: 10000|Unable to authenticate/i.test(result.output))
    throw new SetupError(`${what} failed: Cloudflare does not know who asks.`, SIGN_IN);
  throw commandFailure(what, result, AGAIN);
}
