import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/paths.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { readWorkerConfig } from "./worker-config.mjs";

function idOf(kind, ids, name) {
  if (ids[name] !== undefined) return ids[name];
  throw new SetupError(`The account has no ${kind} ${name}.`, "Run the command again: it makes what is missing.");
}

/** An environment's block with the account's ids in place of the names that stand for them. */
export function withIds(block, { databases, namespaces }) {
  const resolved = { ...block };
  if (block.d1_databases)
    resolved.d1_databases = block.d1_databases.map((entry) => ({
      ...entry,
      database_id: idOf("database", databases, entry.database_name),
    }));
  if (block.kv_namespaces)
    resolved.kv_namespaces = block.kv_namespaces.map((entry) => ({ ...entry, id: idOf("KV namespace", namespaces, entry.id) }));
  return resolved;
}

/** Calls back with the path of a configuration of one environment that has the account's ids; it lies beside the Worker's own, whose paths it shares. */
export async function withResolvedConfig(app, environment, ids, use) {
  const { config, environments } = readWorkerConfig(app);
  const path = join(ROOT, "apps", app, `wrangler.${environment}.json`);
  writeFileSync(path, JSON.stringify({ ...config, env: { [environment]: withIds(environments[environment], ids) } }));
  try {
    return await use(path);
  } finally {
    rmSync(path, { force: true });
  }
}
