// Shows what the next release would be.
import { preparePackages } from "../setup/prepare.mjs";
import { run } from "../setup/run.mjs";
import { createStepRunner } from "../setup/steps.mjs";
import { rehearseRelease } from "./rehearse-release.mjs";

async function main() {
  await preparePackages(createStepRunner());
  const { releases } = await rehearseRelease();
  if (releases.length === 0) return console.log("No changeset waits: there is nothing to release.");
  for (const { name, from, to, isPublished } of releases) console.log(`${name} ${from} → ${to}${isPublished ? ", published" : ""}`);
}

await run(async () => ({ main }));
