import { join } from "node:path";
import { writePrivately } from "../setup/dev-keys.mjs";
import { STATE_DIR } from "../setup/paths.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { readStamp } from "../setup/stamps.mjs";

const fileOf = (environment) => join(STATE_DIR, "deploy", `${environment}.json`);

/** What this machine knows of an environment: { url?, adminKey? }. */
function readRecord(environment) {
  return JSON.parse(readStamp(fileOf(environment)) ?? "{}");
}

/** Keeps more of it, readable by its owner only. Returns the file's path. */
export function keepInRecord(environment, more) {
  const path = fileOf(environment);
  writePrivately(path, `${JSON.stringify({ ...readRecord(environment), ...more }, null, 2)}\n`);
  return path;
}

/**
 * Where the gateway answers, and the key that may publish: from the options, the environment's variables, what was just deployed, and the record.
 * @param {{ option?: string, domain?: string, deployed?: string[] }} addresses
 */
export function serviceOf(environment, { option, domain, deployed = [] }, env = process.env, record = readRecord(environment)) {
  const url =
    option ??
    (domain && `https://${domain}`) ??
    deployed.find((target) => target.startsWith("https://")) ??
    (env.STEADYTEXT_URL || record.url);
  const adminKey = env.STEADYTEXT_ADMIN_KEY || record.adminKey;
  if (url === undefined)
    throw new SetupError(
      "The gateway's address is not known.",
      "Give it with --url https://…, or set the environment's domain in deploy/environments.json.",
    );
  if (adminKey === undefined)
    throw new SetupError(
      `No key of scope admin for ${environment} is at hand.`,
      "Set STEADYTEXT_ADMIN_KEY: the first deployment left one in .steadytext/deploy on the machine that made it.",
    );
  return { url: url.replace(/\/+$/, ""), adminKey };
}
