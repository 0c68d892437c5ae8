import { delimiter } from "node:path";
import { BIN_DIR, STATE_DIR } from "./paths.mjs";
import { runCommand } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";

const NODE_MAJOR = 20;

/** Refuses a system that the scripts do not know, and a Node that is too old to run them. */
export function requireNode(version = process.versions.node, platform = process.platform) {
  if (platform === "win32") throw new SetupError("Windows is not supported directly.", "Run it in WSL 2, where Linux's way works.");
  if (Number(version.split(".")[0]) >= NODE_MAJOR) return;
  throw new SetupError(
    `Node ${version} is too old.`,
    `Install Node ${NODE_MAJOR} or later; the newer one that the build needs is brought by the installation itself.`,
  );
}

/** Refuses an environment without npm's `npx`, which brings pnpm. */
export async function requireNpx(run = runCommand) {
  if ((await run("npx", ["--version"])).ok) return;
  throw new SetupError(
    "npx was not found.",
    "Install npm, which brings it (Debian and Ubuntu: apt-get install npm), then run the command again.",
  );
}

/** Environment of everything that runs after the installation: the installed Node comes first in PATH, nothing asks or reports home. */
export function toolEnvironment(env = process.env) {
  return {
    ...env,
    PATH: `${BIN_DIR}${delimiter}${env.PATH ?? ""}`,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    DO_NOT_TRACK: "1",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    NO_UPDATE_NOTIFIER: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: `${STATE_DIR}/wrangler-logs`,
    // A registry of its own keeps the Workers of two checkouts apart.
    WRANGLER_REGISTRY_PATH: `${STATE_DIR}/registry`,
    WRANGLER_SEND_METRICS: "false",
    // A record of every call between Workers, in a database: it costs more than the calls.
    X_LOCAL_OBSERVABILITY: "false",
  };
}
