// Writes the environments of every Worker's configuration anew.
import { preparePackages } from "../setup/prepare.mjs";
import { run } from "../setup/run.mjs";
import { createStepRunner } from "../setup/steps.mjs";

async function main() {
  await preparePackages(createStepRunner());
  // Reads configurations by a package, so only now.
  const { writeEnvironments } = await import("./environment-files.mjs");
  await writeEnvironments();
}

await run(async () => ({ main }));
