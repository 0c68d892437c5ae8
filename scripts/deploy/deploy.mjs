import { isStopping } from "../setup/processes.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { keepInRecord, serviceOf } from "./deploy-record.mjs";
import { describeStep, planDeploy, planRollback } from "./plan.mjs";
import { makeSecrets } from "./secrets.mjs";
import { publish, smokeTest, waitUntilAlive, waitUntilReady } from "./service-checks.mjs";

/** Does one step of a plan; resolves to the addresses at which what it deployed answers, if any. */
async function apply(planned, account, environment) {
  switch (planned.do) {
    case "create database":
      return account.createDatabase(planned.name);
    case "create namespace":
      return account.createNamespace(planned.name);
    case "create bucket":
      return account.createBucket(planned.name);
    case "migrate":
      return account.migrate(planned.name);
    case "roll back":
      return account.rollBack(planned.name, planned.to.versionId, `back to ${planned.to.release ?? "the version before"}`);
    default:
      return applyDeploy(planned, account, environment);
  }
}

async function applyDeploy(planned, account, environment) {
  if (planned.secrets.length === 0) return account.deploy({ ...planned, secrets: undefined });
  const { adminKey, secrets } = await makeSecrets(environment);
  // Kept first: once the Worker has its secrets, a key that was lost could not be made again.
  keepInRecord(environment, { adminKey });
  return account.deploy({ ...planned, secrets });
}

/** Does the steps of a plan, and notes each in `done` once it has begun. Resolves to the gateway's addresses if it was deployed. */
async function runSteps(step, steps, account, environment, done = []) {
  let addresses = [];
  for (const planned of steps)
    await step(describeStep(planned), async () => {
      done.push(planned);
      const result = await apply(planned, account, environment);
      if (planned.app === "gateway" && planned.do === "deploy") addresses = result;
    });
  return addresses;
}

/** Holds the service to what a release must do. */
async function check(step, service, checks) {
  await step(`Waiting for ${service.url}`, () => checks.waitUntilAlive(service));
  await step("Publishing the models", async (note) => {
    if (!(await checks.publish(service))) note("unchanged");
  });
  await step("Loading the models", () => checks.waitUntilReady(service));
  await step("Smoke test", () => checks.smokeTest(service));
}

/** The steps that undo deployments; none where a Worker had no release before. */
function undoing(done, before) {
  const deployed = done.filter((planned) => planned.do === "deploy").reverse();
  const back = deployed.map(({ app, name }) => ({ do: "roll back", app, name, to: before.workers[name]?.deployed[0] }));
  return back.every(({ to }) => to !== undefined) ? back : [];
}

function show({ environment, release }, steps) {
  if (steps.length === 0) return console.log(`\n${environment} has release ${release} already.`);
  console.log(`\nPlan for ${environment}, release ${release}:`);
  for (const planned of steps) console.log(`  ${describeStep(planned)}`);
}

/** The key that a first deployment makes would be lost with a machine that is. */
function requirePlaceForKey(steps, environment, env) {
  if (!env.CI || !steps.some(({ secrets = [] }) => secrets.length > 0)) return;
  throw new SetupError(
    `${environment} has no secrets yet, and the key that goes with them would be lost with this machine (CI is set).`,
    `Make the first deployment from your own: npm run deploy -- --env ${environment}. Then give its key to CI as STEADYTEXT_ADMIN_KEY.`,
  );
}

const CHECKS = { waitUntilAlive, publish, waitUntilReady, smokeTest };

/**
 * Brings an environment to its target. If anything fails once a Worker was deployed, those that were are taken back to what they were.
 * @param {{ checks?: typeof CHECKS, keep?: typeof keepInRecord, env?: object }} parts what tests put in place of a running service, the record and variables
 */
export async function deploy(step, target, account, { url } = {}, { checks = CHECKS, keep = keepInRecord, env = process.env } = {}) {
  const { environment, domain, release } = target;
  const before = await step(`Reading what ${environment} has`, () => account.readState(target));
  const steps = planDeploy(target, before);
  show(target, steps);
  requirePlaceForKey(steps, environment, env);
  const done = [];
  try {
    const deployed = await runSteps(step, steps, account, environment, done);
    const service = serviceOf(environment, { option: url, domain, deployed }, env);
    keep(environment, { url: service.url });
    await check(step, service, checks);
    console.log(`\n${environment} answers at ${service.url} with release ${release}.`);
  } catch (failure) {
    const back = isStopping() ? [] : undoing(done, before);
    if (back.length === 0) throw failure;
    await runSteps(step, back, account, environment);
    throw new SetupError(`The release failed, and the one before answers again: ${failure.message}`, failure.advice ?? "See above.");
  }
}

/** Takes an environment's Workers back to the release before the present one. Databases keep their migrations. */
export async function rollBack(step, target, account) {
  const state = await step(`Reading what ${target.environment} has`, () => account.readState(target));
  await runSteps(step, planRollback(target, state), account, target.environment);
}
