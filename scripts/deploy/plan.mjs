import { SetupError } from "../setup/setup-error.mjs";
import { APPS } from "./environments.mjs";

/**
 * @typedef {{ name: string, migrations: string[] }} Database
 * @typedef {{ app: string, name: string, secrets: string[] }} Worker secrets: the names it cannot start without
 * @typedef {{ environment: string, release: string, databases: Database[], namespaces: string[], buckets: string[], workers: Worker[] }} Target
 *   what an environment must have
 * @typedef {{ versionId: string, release: string | undefined, createdAt: string }} Version of a Worker; release: the tag it was deployed with
 * @typedef {{ deployed: Version[], secrets: string[] }} WorkerState deployed: latest first, by when it was made to answer
 * @typedef {{ databases: Record<string, string[]>, namespaces: string[], buckets: string[], workers: Record<string, WorkerState> }} State
 *   what an account has: databases by name with the migrations they have had, Workers by name
 * @typedef {{ do: string, name: string } & Record<string, unknown>} Step
 */

/** The state of an account that has nothing. */
export const EMPTY = Object.freeze({ databases: {}, namespaces: [], buckets: [], workers: {} });

const lacking = (wanted, present) => wanted.filter((name) => !present.includes(name));

const creation = (what, wanted, present) => lacking(wanted, present).map((name) => ({ do: `create ${what}`, name }));

function planMigration({ name, migrations }, databases) {
  const pending = lacking(migrations, databases[name] ?? []);
  return pending.length > 0 ? [{ do: "migrate", name, migrations: pending }] : [];
}

/** Secrets are made together, since a key's record is only good with the pepper it was made with. */
function secretsToMake({ name, secrets }, present) {
  const missing = lacking(secrets, present);
  if (missing.length === 0 || missing.length === secrets.length) return missing;
  throw new SetupError(
    `${name} has the secret ${lacking(secrets, missing).join(", ")}, but not ${missing.join(", ")}, and one cannot be made for the other.`,
    `Put it back with \`wrangler secret put ${missing[0]} --name ${name}\`, or delete both: all API keys then end, and new ones are made.`,
  );
}

function planWorker(worker, release, state) {
  const { deployed = [], secrets: present = [] } = state ?? {};
  const secrets = secretsToMake(worker, present);
  if (deployed[0]?.release === release && secrets.length === 0) return [];
  return [{ do: "deploy", name: worker.name, app: worker.app, release, secrets }];
}

/**
 * What is to be done so that an account has what an environment must have, in order. Nothing when it has.
 * @param {Target} target
 * @param {State} state
 * @returns {Step[]}
 * @throws SetupError when only one of a Worker's secrets is there
 */
export function planDeploy(target, state) {
  const names = target.databases.map(({ name }) => name);
  return [
    ...creation("database", names, Object.keys(state.databases)),
    ...creation("namespace", target.namespaces, state.namespaces),
    ...creation("bucket", target.buckets, state.buckets),
    // After all that a Worker's configuration names is there: wrangler reads the whole of it for a migration too.
    ...target.databases.flatMap((database) => planMigration(database, state.databases)),
    ...target.workers.flatMap((worker) => planWorker(worker, target.release, state.workers[worker.name])),
  ];
}

/** The version to go back to: the newest that was made before the present one, of another release, and has answered. */
function versionBefore([current, ...earlier]) {
  const older = earlier.filter(({ createdAt, release }) => createdAt < current.createdAt && release !== current.release);
  return older.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))[0];
}

/**
 * Takes the Workers of the latest release back to the one before, callers before those they call.
 * @param {Pick<Target, "workers" | "environment">} target
 * @param {State} state
 * @returns {Step[]}
 * @throws SetupError when there is nothing to go back to
 */
export function planRollback({ workers, environment }, state) {
  const present = workers.filter(({ name }) => state.workers[name]?.deployed.length > 0);
  const currentOf = ({ name }) => state.workers[name].deployed[0];
  const latest = present.map(currentOf).sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))[0];
  const steps = present
    .filter((worker) => currentOf(worker).release === latest.release)
    .sort((one, other) => APPS.indexOf(other.app) - APPS.indexOf(one.app))
    .map(({ app, name }) => ({ do: "roll back", name, app, to: versionBefore(state.workers[name].deployed) }));
  const stuck = steps.filter(({ to }) => to === undefined).map(({ name }) => name);
  if (steps.length > 0 && stuck.length === 0) return steps;
  throw new SetupError(
    `${environment} cannot be rolled back: ${stuck.length > 0 ? stuck.join(", ") : "it"} has no release before the present one.`,
    "Check out the release that should answer, and deploy it.",
  );
}

/** A step in words. */
export function describeStep(step) {
  switch (step.do) {
    case "migrate":
      return `Migrate ${step.name}: ${step.migrations.join(", ")}`;
    case "deploy":
      return `Deploy ${step.name}, release ${step.release}${step.secrets.length > 0 ? `, with new secrets ${step.secrets.join(", ")}` : ""}`;
    case "roll back":
      return `Roll ${step.name} back to release ${step.to.release ?? "without a name"} (version ${step.to.versionId})`;
    default:
      return `${step.do[0].toUpperCase()}${step.do.slice(1)} ${step.name}`;
  }
}
