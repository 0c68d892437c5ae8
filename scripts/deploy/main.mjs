// The deployment itself, run by the installed Node.
import { run } from "../setup/run.mjs";
import { createStepRunner } from "../setup/steps.mjs";
import { bundleWorkers, releaseOf } from "./bundle.mjs";
import { deploy, rollBack } from "./deploy.mjs";
import { dryRun } from "./dry-run.mjs";
import { parseDeployOptions } from "./options.mjs";
import { targetOf } from "./target.mjs";
import { wranglerAccount } from "./wrangler-account.mjs";

async function main(argv) {
  const options = parseDeployOptions(argv);
  const { environment } = options;
  const step = createStepRunner();
  if (options.rollback) return rollBack(step, targetOf(environment, ""), wranglerAccount(environment));
  const bundles = await step("Bundling the four Workers", () => bundleWorkers(environment));
  const target = targetOf(environment, releaseOf(bundles, environment));
  if (options.dryRun) return dryRun(step, target, bundles);
  return deploy(step, target, wranglerAccount(environment), options);
}

await run(async () => ({ main }));
