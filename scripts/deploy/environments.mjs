import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/paths.mjs";

/** The environments that can be deployed. What stands outside them in a configuration is the local stack of `npm start`. */
export const ENVIRONMENTS = ["development", "staging", "production"];
/** The Workers in the order in which they are deployed: a Worker's bindings must exist before it does. */
export const APPS = ["cache", "engine", "embedder", "gateway"];
/** What wrangler does not pass on from the top of a configuration to its environments. */
const REPEATED = ["durable_objects", "d1_databases", "kv_namespaces", "r2_buckets", "services", "ratelimits", "secrets", "vars"];

/** How a binding of an environment differs from the local one: it names that environment's own resource. */
const RENAMED = {
  d1_databases: (entry, suffix) => ({ ...entry, database_name: entry.database_name + suffix }),
  kv_namespaces: (entry, suffix) => ({ ...entry, id: entry.id + suffix }),
  r2_buckets: (entry, suffix) => ({ ...entry, bucket_name: entry.bucket_name + suffix }),
  services: (entry, suffix) => ({ ...entry, service: entry.service + suffix }),
  // Counters are shared by all Workers of an account that name the same id.
  ratelimits: (entry, _suffix, number) => ({ ...entry, namespace_id: String(Number(entry.namespace_id) + 1000 * number) }),
};

/** What `deploy/environments.json` says of each environment: its domain, and what differs in a Worker's configuration. */
function environmentSettings() {
  return JSON.parse(readFileSync(join(ROOT, "deploy", "environments.json"), "utf8"));
}

function repeated(config, environment) {
  const suffix = `-${environment}`;
  const number = ENVIRONMENTS.indexOf(environment) + 1;
  const entries = REPEATED.filter((key) => config[key] !== undefined).map((key) => {
    const rename = RENAMED[key];
    return [key, rename ? config[key].map((entry) => rename(entry, suffix, number)) : config[key]];
  });
  return Object.fromEntries(entries);
}

/** The custom domain is the gateway's alone: no other Worker can be reached from outside. */
function reachedAt(app, domain) {
  if (app !== "gateway" || domain === undefined) return {};
  return { workers_dev: false, preview_urls: false, routes: [{ pattern: domain, custom_domain: true }] };
}

/**
 * One environment of a Worker's configuration: its bindings with resources of its own, and what the settings change.
 * @param {object} config the configuration without its environments
 * @param {object} settings of this environment, as in `deploy/environments.json`
 */
export function environmentOf(config, app, environment, settings) {
  const { vars = {}, ...changed } = settings[app] ?? {};
  const derived = repeated(config, environment);
  return {
    ...derived,
    ...(derived.vars && { vars: { ...derived.vars, ...vars } }),
    ...reachedAt(app, settings.domain),
    ...changed,
  };
}

/** All environments of a Worker's configuration, by name. */
export function environmentsOf(config, app, settings = environmentSettings()) {
  return Object.fromEntries(ENVIRONMENTS.map((name) => [name, environmentOf(config, app, name, settings[name] ?? {})]));
}
