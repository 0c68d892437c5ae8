import { join } from "node:path";
import { ROOT } from "../setup/paths.mjs";
import { filesBelow } from "../setup/stamps.mjs";
import { APPS } from "./environments.mjs";
import { readWorkerConfig } from "./worker-config.mjs";

const unique = (values) => [...new Set(values)];

/** Names of the migrations of the database, in order. */
function migrationNames() {
  return filesBelow(join(ROOT, "migrations")).filter((name) => /^[^/]+\.sql$/.test(name));
}

/**
 * What an environment must have, from the Workers' configurations.
 * @param {string} release the name of what is deployed
 * @returns {import("./plan.mjs").Target & { domain: string | undefined }}
 */
export function targetOf(environment, release) {
  const workers = APPS.map((app) => {
    const { config, environments } = readWorkerConfig(app);
    return { app, name: `${config.name}-${environment}`, block: environments[environment] };
  });
  const named = (key, field) => unique(workers.flatMap(({ block }) => (block[key] ?? []).map((entry) => entry[field])));
  return {
    environment,
    release,
    databases: named("d1_databases", "database_name").map((name) => ({ name, migrations: migrationNames() })),
    namespaces: named("kv_namespaces", "id"),
    buckets: named("r2_buckets", "bucket_name"),
    workers: workers.map(({ app, name, block }) => ({ app, name, secrets: block.secrets?.required ?? [] })),
    domain: workers.flatMap(({ block }) => block.routes ?? []).find(({ custom_domain }) => custom_domain)?.pattern,
  };
}
