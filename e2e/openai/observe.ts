import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { pythonClient } from "../../scripts/python-clients.mjs";
import { NPM_SCENARIOS } from "./drive-npm.ts";
import { ENDLESS, type Setting } from "./setting.ts";

const run = promisify(execFile);
const DRIVER = join(import.meta.dirname, "drive-pypi.py");
/** Far above what all scenarios take: a client that waits for ever must not hold up the tests. */
const TIMEOUT_MS = 150_000;

const observation = z.tuple([z.string(), z.json()]);

/** What a client made of each scenario. */
export type Observations = Readonly<Record<string, unknown>>;

/** Drives one of OpenAI's clients through scenarios, one after another. */
export type Observe = (setting: Setting, scenarios: readonly string[]) => Promise<Observations>;

/** The package of npm. */
export const observeNpm: Observe = async (setting, scenarios) => {
  const told: Record<string, unknown> = {};
  for (const name of scenarios) told[name] = await NPM_SCENARIOS[name]?.(setting);
  return told;
};

/** The package of PyPI, in a Python of its own. */
export const observePypi: Observe = async (setting, scenarios) => {
  const { python, packages } = await pythonClient("openai");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    PYTHONPATH: packages,
    SETTING: JSON.stringify({ ...setting, endless: ENDLESS }),
  };
  const { stdout } = await run(python, [DRIVER, ...scenarios], { env, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 ** 2 });
  const lines = stdout.trimEnd().split("\n");
  return Object.fromEntries(lines.map((line) => observation.parse(JSON.parse(line))));
};
