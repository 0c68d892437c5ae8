import { parseArgs } from "node:util";
import { SetupError } from "../setup/setup-error.mjs";
import { ENVIRONMENTS } from "./environments.mjs";

export const DEPLOY_HELP = `Usage: npm run deploy -- --env NAME [OPTIONS]

Brings an environment on Cloudflare to what this checkout has: creates what is missing, migrates, deploys cache, engine, embedder and gateway,
publishes the models, waits until all is ready and runs a smoke test. What is there already is left alone; a release that fails is rolled back.

  --env NAME     ${ENVIRONMENTS.join(", ")}
  --dry-run      show the plan, and check sizes and starts; needs neither network nor account
  --rollback     take the Workers back to the release before this one
  --url URL      where the gateway answers, unless a domain in deploy/environments.json or an earlier deployment says it
  --help         show this text

  CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID   who deploys, instead of \`npx wrangler login\`
  STEADYTEXT_URL                                as --url, where no earlier deployment is known, as in CI
  STEADYTEXT_ADMIN_KEY                          a key of scope admin; the first deployment makes one and keeps it in .steadytext/deploy`;

function refuse(message) {
  throw new SetupError(message, `These are understood:\n\n${DEPLOY_HELP}`);
}

/** Options of `npm run deploy`: { environment, dryRun, rollback, url?, help }. */
export function parseDeployOptions(argv) {
  const flag = { type: "boolean", default: false };
  const options = { env: { type: "string" }, url: { type: "string" }, "dry-run": flag, rollback: flag, help: flag };
  let values;
  try {
    values = parseArgs({ args: argv, options }).values;
  } catch (error) {
    return refuse(`${error.message.split(". ")[0]}.`);
  }
  const { env: environment, url, "dry-run": isDryRun, rollback, help } = values;
  if (help) return { help };
  if (!ENVIRONMENTS.includes(environment))
    refuse(environment === undefined ? "--env is missing." : `There is no environment ${environment}.`);
  if (isDryRun && rollback) refuse("--dry-run and --rollback cannot be together.");
  if (url !== undefined && !/^https?:\/\//.test(url)) refuse(`--url is "${url}", which is not an address.`);
  return { environment, url, dryRun: isDryRun, rollback, help };
}
