import { requireOk } from "./wrangler-command.mjs";

const MIGRATIONS_SQL = "SELECT name FROM d1_migrations";

/** What a command printed as JSON; words of wrangler's own may stand before it. */
export function jsonIn(text) {
  const start = text.search(/^[[{]/m);
  return JSON.parse(text.slice(start));
}

/** Releases that have answered, the latest first, from what `deployments list` and `versions list` print. */
export function deployedVersions(deployments, versions) {
  const described = new Map(versions.map(({ id, metadata, annotations }) => [id, { metadata, annotations }]));
  return deployments
    .toSorted((one, other) => (one.created_on < other.created_on ? 1 : -1))
    .map(({ versions: [{ version_id: versionId }], created_on }) => ({
      versionId,
      release: described.get(versionId)?.annotations?.["workers/tag"],
      createdAt: described.get(versionId)?.metadata?.created_on ?? created_on,
    }));
}

/** The names of buckets, from what `r2 bucket list` prints. */
export function bucketNames(output) {
  return [...output.matchAll(/^name:\s+(\S+)$/gm)].map(([, name]) => name);
}

const isUnknownWorker = ({ output }) => /code: 10007|Worker "[^"]+" not found/.test(output);

const listed = async (run, what, args) => jsonIn(requireOk(what, await run(args)).stdout);

async function workerState(run, { name, secrets }) {
  const deployments = await run(["deployments", "list", "--json", "--name", name]);
  if (!deployments.ok && isUnknownWorker(deployments)) return [];
  requireOk(`Reading the deployments of ${name}`, deployments);
  const versions = await listed(run, `Reading the versions of ${name}`, ["versions", "list", "--json", "--name", name]);
  const present = secrets.length === 0 ? [] : await listed(run, `Reading the secrets of ${name}`, ["secret", "list", "--name", name]);
  const deployed = deployedVersions(jsonIn(deployments.stdout), versions);
  return [[name, { deployed, secrets: present.map((secret) => secret.name) }]];
}

async function appliedMigrations(run, name) {
  const result = await run(["d1", "execute", name, "--remote", "--json", "--command", MIGRATIONS_SQL]);
  if (!result.ok && /no such table/.test(result.output)) return [];
  return jsonIn(requireOk(`Reading the migrations of ${name}`, result).stdout)[0].results.map((row) => row.name);
}

/** Ids by name of what configurations refer to by id. */
export async function readIds(run) {
  const databases = await listed(run, "Reading the databases", ["d1", "list", "--json"]);
  const namespaces = await listed(run, "Reading the KV namespaces", ["kv", "namespace", "list"]);
  return {
    databases: Object.fromEntries(databases.map(({ name, uuid }) => [name, uuid])),
    namespaces: Object.fromEntries(namespaces.map(({ title, id }) => [title, id])),
  };
}

/**
 * What an account has of what a target needs.
 * @param {(args: string[]) => Promise<{ ok: boolean, output: string, stdout: string }>} run runs a wrangler command
 * @returns {Promise<import("./plan.mjs").State>}
 */
export async function readState(run, { databases, workers }) {
  const present = await readIds(run);
  const buckets = bucketNames(requireOk("Reading the buckets", await run(["r2", "bucket", "list"])).stdout);
  const migrated = databases
    .filter(({ name }) => present.databases[name] !== undefined)
    .map(async ({ name }) => [name, await appliedMigrations(run, name)]);
  const states = await Promise.all(workers.map((worker) => workerState(run, worker)));
  return {
    databases: Object.fromEntries(await Promise.all(migrated)),
    namespaces: Object.keys(present.namespaces),
    buckets,
    workers: Object.fromEntries(states.flat()),
  };
}
