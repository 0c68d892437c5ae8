import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandFailure } from "../setup/command-failure.mjs";
import { ROOT } from "../setup/paths.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { filesBelow } from "../setup/stamps.mjs";
import { wranglerConfig } from "../setup/wrangler.mjs";
import { APPS } from "./environments.mjs";
import { readWorkerConfig } from "./worker-config.mjs";
import { wrangler } from "./wrangler-command.mjs";

/** What Cloudflare takes of one Worker (64 MiB), and half of the second that a Worker may take to start, less a margin. */
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const MAX_STARTUP_MS = 400;
const TRIES = 3;

/** Secrets with which a Worker starts that has none yet. */
const STAND_INS = { API_KEYS: "[]", KEY_PEPPER: "only-to-measure-the-start" };

/** Bytes that wrangler says it would upload. */
export function uploadBytes(output) {
  return Math.round(Number(/Total Upload: ([\d.]+) KiB/.exec(output)?.[1]) * 1024);
}

/** Milliseconds of work that wrangler saw in a Worker's start. */
export function startupMs(output) {
  return Number(/Active: ([\d.]+) ms/.exec(output)?.[1]);
}

function digestOf(folder) {
  const hash = createHash("sha256");
  // Beside what is uploaded wrangler leaves a note with a date.
  for (const name of filesBelow(folder).filter((file) => !/README\.md$|\.map$/.test(file)))
    hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

/** Bundles a Worker as it would be deployed to an environment: { app, bytes, digest }. Asks no account. */
async function bundleWorker(app, environment) {
  const folder = mkdtempSync(join(tmpdir(), "steadytext-bundle-"));
  try {
    const result = await wrangler(["deploy", "--dry-run", "--outdir", folder, "-c", wranglerConfig(app), "--env", environment]);
    if (!result.ok) throw commandFailure(`Bundling ${app}`, result);
    return {
      app,
      bytes: requireBelow(MAX_UPLOAD_BYTES, `the upload of ${app}`, "bytes", uploadBytes(result.output)),
      digest: digestOf(folder),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles all Workers: their bundles in the order of deployment. */
export function bundleWorkers(environment) {
  return Promise.all(APPS.map((app) => bundleWorker(app, environment)));
}

async function measureStart(app) {
  const folder = mkdtempSync(join(tmpdir(), "steadytext-start-"));
  const vars = (readWorkerConfig(app).config.secrets?.required ?? []).map((name) => `--var ${name}:${STAND_INS[name]}`);
  try {
    const profile = ["--outfile", join(folder, "start.cpuprofile")];
    // Not at the root, where wrangler takes the workspace for a project that it should set up.
    const result = await wrangler(["check", "startup", ...profile, `--args=${vars.join(" ")}`], { cwd: join(ROOT, "apps", app) });
    if (!result.ok) throw commandFailure(`Measuring the start of ${app}`, result);
    return startupMs(result.output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that a Worker's start takes on this machine; the least of a few tries where others slow it down. */
export async function startWorker(app) {
  let least = Infinity;
  for (let tries = 0; tries < TRIES && !(least < MAX_STARTUP_MS); tries += 1) least = Math.min(least, await measureStart(app));
  return requireBelow(MAX_STARTUP_MS, `the start of ${app}`, "ms", least);
}

function requireBelow(limit, what, unit, value) {
  if (value < limit) return value;
  throw new SetupError(
    `${what} is ${value} ${unit}, and must stay below ${limit}.`,
    "Find what has grown: `npx wrangler deploy --dry-run --metafile` and `wrangler check startup` tell.",
  );
}

/** The name of what would be deployed: the same bundles under the same configuration have the same one. */
export function releaseOf(bundles, environment) {
  const parts = bundles.map(({ app, digest }) => {
    const { config, environments } = readWorkerConfig(app);
    return [app, digest, { ...config, env: environments[environment] }];
  });
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
