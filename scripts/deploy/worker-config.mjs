import { readFileSync } from "node:fs";
import { join } from "node:path";
import { experimental_readRawConfig as readRawConfig } from "wrangler";
import { ROOT } from "../setup/paths.mjs";
import { wranglerConfig } from "../setup/wrangler.mjs";

/** A Worker's configuration as it is written: { environments, config }, the second without the first. */
export function readWorkerConfig(app) {
  const { env: environments = {}, ...config } = readRawConfig({ config: join(ROOT, wranglerConfig(app)) }).rawConfig;
  return { environments, config };
}

/** The line from which on a configuration is written by `write-environments.mjs`. */
const GENERATED = "  // Written by `npm run deploy:environments` from what is above and deploy/environments.json.\n";

/** The text of a configuration with these environments in place of those it has. */
export function withEnvironments(text, environments) {
  const end = text.includes(GENERATED) ? text.indexOf(GENERATED) : text.lastIndexOf("}");
  return `${text.slice(0, end)}${GENERATED}  "env": ${JSON.stringify(environments, null, 2)}\n}\n`;
}

/** The text of a Worker's configuration. */
export function configText(app) {
  return readFileSync(join(ROOT, wranglerConfig(app)), "utf8");
}
