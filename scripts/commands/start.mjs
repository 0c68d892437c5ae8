import { rmSync } from "node:fs";
import { DEV_LOG, endedFailure, startDevServer } from "../setup/dev-server.mjs";
import { DEV_FILE, developmentKeys, writePrivately } from "../setup/dev-keys.mjs";
import { curlLine, firstGeneration } from "../setup/first-generation.mjs";
import { requireFreePort } from "../setup/free-port.mjs";
import { generationModel } from "../setup/generation-model.mjs";
import { INSTALL_STAMP } from "../setup/install.mjs";
import { migrateDatabase } from "../setup/migrate.mjs";
import { endOrphanedServer } from "../setup/orphaned-server.mjs";
import { parseStartOptions, portFrom, START_HELP } from "../setup/options.mjs";
import { STATE_DIR } from "../setup/paths.mjs";
import { prepare } from "../setup/prepare.mjs";
import { publishModels } from "../setup/publish-models.mjs";
import { loadModels, waitUntilAlive } from "../setup/readiness.mjs";
import { claimCheckout } from "../setup/single-start.mjs";
import { createStepRunner, seconds } from "../setup/steps.mjs";
import { refuseSwallowedOptions } from "../setup/swallowed-options.mjs";

function forgetLocalState() {
  rmSync(STATE_DIR, { recursive: true, force: true });
  rmSync(INSTALL_STAMP, { force: true });
}

/** Brings the local storage to what the Workers expect. Returns the keys. */
async function seedStorage(step) {
  await step("Migrating the database", async (note) => {
    if (!(await migrateDatabase())) note("unchanged");
  });
  return step("Making development keys", async (note) => {
    const keys = await developmentKeys();
    if (keys.kept) note("kept from the last start");
    return keys;
  });
}

function printSummary(url, generation, totalMs) {
  const source = generation.cache === "HIT" ? "from the cache, the same bytes as when it was computed" : `${generation.tokens} tokens`;
  console.log(`
First generation, ${seconds(generation.ms)} (${source}):
  prompt: ${generation.prompt}
  answer: ${generation.text.trim()}

SteadyText Edge listens at ${url} (${seconds(totalMs)} in all)
  keys: ${DEV_FILE}
  log:  ${DEV_LOG}

Repeat the generation:
  ${curlLine(url)}

Ctrl-C stops everything.`);
}

/** `npm start`: sets up what is missing, starts the Workers, runs a first generation, and stays until it is stopped. */
export async function main(argv) {
  const startedAt = performance.now();
  refuseSwallowedOptions("npm start", ["--model-file FILE", "--fresh"]);
  const { modelFile, fresh, help } = parseStartOptions(argv);
  if (help) return console.log(START_HELP);
  const port = portFrom(process.env);
  const model = await generationModel(modelFile);
  const releaseCheckout = claimCheckout();
  await endOrphanedServer();
  await requireFreePort(port);
  if (fresh) {
    releaseCheckout();
    forgetLocalState();
    claimCheckout();
  }
  const step = createStepRunner();
  await prepare(step);
  const { apiKey, adminKey } = await seedStorage(step);
  const server = startDevServer(port);
  await step("Starting the four Workers", () => waitUntilAlive(server));
  await step(`Publishing the models: ${model.manifest.name}, all-MiniLM-L6-v2`, async (note) => {
    if (!(await publishModels({ url: server.url, adminKey, modelFile }, model))) note("unchanged");
  });
  await step("Loading the models", () => loadModels(server, apiKey, modelFile));
  writePrivately(DEV_FILE, `${JSON.stringify({ url: server.url, apiKey, adminKey }, null, 2)}\n`);
  printSummary(server.url, await firstGeneration(server.url, apiKey), performance.now() - startedAt);
  throw endedFailure(await server.ended);
}
