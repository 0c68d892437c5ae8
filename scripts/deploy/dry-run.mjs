import { startWorker } from "./bundle.mjs";
import { describeStep, EMPTY, planDeploy } from "./plan.mjs";

const mebibytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** Shows what a deployment to an account that has nothing would do, and that the Workers are within Cloudflare's limits. Asks no account. */
export async function dryRun(step, target, bundles, start = startWorker) {
  for (const { app, bytes } of bundles)
    await step(`Measuring the start of ${app}, an upload of ${mebibytes(bytes)}`, async (note) =>
      note(`${Math.round(await start(app))} ms`),
    );
  console.log(`\nPlan for ${target.environment}, release ${target.release}, in an account that has nothing of it:`);
  for (const planned of planDeploy(target, EMPTY)) console.log(`  ${describeStep(planned)}`);
  console.log("Then: publish the models that are missing, wait until the service is ready, run the smoke test; roll back if any fails.");
}
