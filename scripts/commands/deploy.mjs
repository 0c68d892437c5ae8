import { once } from "node:events";
import { join } from "node:path";
import { DEPLOY_HELP, parseDeployOptions } from "../deploy/options.mjs";
import { toolEnvironment } from "../setup/environment.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { prepare } from "../setup/prepare.mjs";
import { startProcess } from "../setup/processes.mjs";
import { createStepRunner } from "../setup/steps.mjs";
import { refuseSwallowedOptions } from "../setup/swallowed-options.mjs";

/** `npm run deploy`: after all it needs is there, the deployment by the installed Node, which wrangler needs. */
export async function main(argv) {
  refuseSwallowedOptions("npm run deploy", ["--env NAME", "--url URL", "--dry-run", "--rollback"]);
  if (parseDeployOptions(argv).help) return console.log(DEPLOY_HELP);
  await prepare(createStepRunner());
  const child = startProcess(join(BIN_DIR, "node"), [join(ROOT, "scripts", "deploy", "main.mjs"), ...argv], {
    cwd: ROOT,
    env: toolEnvironment(),
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  return code ?? 1;
}
