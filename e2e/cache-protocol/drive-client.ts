import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../harness/repository-root.ts";
import { pythonClient } from "../../scripts/python-client.mjs";

const run = promisify(execFile);
const DRIVER = join(import.meta.dirname, "drive-client.py");
/** Far above what any scenario takes: a client that waits for ever must not hold up the tests. */
const TIMEOUT_MS = 90_000;

/** Runs one scenario of the driver; rejects with what the client said where the scenario does not hold. */
export type DriveClient = (scenario: string) => Promise<void>;

/** Names of the variables that the documentation has users set. */
export function documentedVariables(): readonly string[] {
  const page = readFileSync(join(repositoryRoot, "docs/cache-protocol.md"), "utf8");
  return [...page.matchAll(/^export ([A-Z0-9_]+)=/gm)].map(([, name = ""]) => name);
}

/** Finds the real client, and gives a way to drive it with the variables that it reads. */
export async function clientDriver(variables: Readonly<Record<string, string>>): Promise<DriveClient> {
  const { python, wheels } = await pythonClient();
  const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", PYTHONPATH: wheels.join(delimiter), ...variables };
  return async (scenario) => {
    await run(python, [DRIVER, scenario], { env, timeout: TIMEOUT_MS });
  };
}
