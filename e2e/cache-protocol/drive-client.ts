import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { repositoryRoot } from "../harness/repository-root.ts";
import { pythonClient } from "../../scripts/python-clients.mjs";

const run = promisify(execFile);
const DRIVER = join(import.meta.dirname, "drive-client.py");
/** Far above what all scenarios take: a client that waits for ever must not hold up the tests. */
const TIMEOUT_MS = 150_000;

const outcome = z.tuple([z.string(), z.string().nullable()]);

/** Names of the variables that the documentation has users set. */
export function documentedVariables(): readonly string[] {
  const page = readFileSync(join(repositoryRoot, "docs/cache-protocol.md"), "utf8");
  return [...page.matchAll(/^export ([A-Z0-9_]+)=/gm)].map(([, name = ""]) => name);
}

/** Runs scenarios with the real client and the variables that it reads; tells of each null, or why it does not hold. */
export async function driveClient(
  scenarios: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string | null>> {
  const { python, packages } = await pythonClient("steadytext");
  const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", PYTHONPATH: packages, ...variables };
  const { stdout } = await run(python, [DRIVER, ...scenarios], { env, timeout: TIMEOUT_MS });
  const lines = stdout.trimEnd().split("\n");
  return new Map(lines.map((line) => outcome.parse(JSON.parse(line))));
}
