import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readIds, readState } from "./account-state.mjs";
import { withResolvedConfig } from "./resolved-config.mjs";
import { requireOk, wrangler } from "./wrangler-command.mjs";

/** The addresses that wrangler's output file names. */
export function deployedTargets(ndjson) {
  const lines = ndjson.split("\n").filter((line) => line !== "");
  const entries = lines.map((line) => JSON.parse(line));
  return entries.filter(({ type }) => type === "deploy").flatMap(({ targets }) => targets ?? []);
}

async function deployWorker(run, environment, { app, name, release, secrets }) {
  const folder = mkdtempSync(join(tmpdir(), "steadytext-deploy-"));
  const outputFile = join(folder, "output.ndjson");
  const secretsFile = join(folder, "secrets.json");
  // A file that its owner alone may read: arguments can be read by everyone on the machine.
  if (secrets) writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  const named = ["--env", environment, "--tag", release, "--message", `release ${release}`];
  // Not by and by, as is the default: what the smoke test sees is to be what was deployed.
  const objects = ["--durable-objects-code-update-mode", "immediate"];
  const options = [...named, ...objects, ...(secrets ? ["--secrets-file", secretsFile] : [])];
  try {
    await withResolvedConfig(app, environment, await readIds(run), async (config) => {
      const result = await run(["deploy", "-c", config, ...options], { env: { WRANGLER_OUTPUT_FILE_PATH: outputFile } });
      requireOk(`Deploying ${name}`, result);
    });
    return deployedTargets(readFileSync(outputFile, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Cloudflare account as one who deploys needs it, by way of wrangler. */
export function wranglerAccount(environment, run = wrangler) {
  const ask = async (what, args) => requireOk(what, await run(args));
  return {
    /** What the account has of what a target needs. */
    readState: (target) => readState(run, target),
    createDatabase: (name) => ask(`Creating the database ${name}`, ["d1", "create", name]),
    createNamespace: (name) => ask(`Creating the KV namespace ${name}`, ["kv", "namespace", "create", name]),
    createBucket: (name) => ask(`Creating the bucket ${name}`, ["r2", "bucket", "create", name]),
    migrate: async (name) =>
      withResolvedConfig("cache", environment, await readIds(run), (config) =>
        ask(`Migrating ${name}`, ["d1", "migrations", "apply", name, "--remote", "-c", config, "--env", environment]),
      ),
    /** Deploys a Worker, with these secrets set if given; resolves to the addresses at which it answers. */
    deploy: (worker) => deployWorker(run, environment, worker),
    rollBack: (name, versionId, message) =>
      ask(`Rolling ${name} back`, ["rollback", versionId, "--name", name, "--message", message, "--yes"]),
  };
}
