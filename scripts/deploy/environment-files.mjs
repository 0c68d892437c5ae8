import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "../setup/command-failure.mjs";
import { toolEnvironment } from "../setup/environment.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { runCommand } from "../setup/processes.mjs";
import { wranglerConfig } from "../setup/wrangler.mjs";
import { APPS, environmentsOf } from "./environments.mjs";
import { configText, readWorkerConfig, withEnvironments } from "./worker-config.mjs";

async function required(what, command, args) {
  const result = await runCommand(join(BIN_DIR, command), args, { cwd: ROOT, env: toolEnvironment() });
  if (!result.ok) throw commandFailure(what, result);
}

/** Writes the environments of every Worker's configuration anew, and the types that follow from it. */
export async function writeEnvironments() {
  for (const app of APPS) {
    const environments = environmentsOf(readWorkerConfig(app).config, app);
    writeFileSync(join(ROOT, wranglerConfig(app)), withEnvironments(configText(app), environments));
  }
  await required("Formatting", "oxfmt", APPS.map(wranglerConfig));
  for (const app of APPS) await required("Writing types", "pnpm", ["--filter", `@steadytext/${app}`, "run", "types"]);
}
