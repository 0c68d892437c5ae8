import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonClient } from "../../../scripts/python-clients.mjs";
import { keyText } from "../test/keys.ts";

/**
 * Checks that are left out: the document tells rules in words that generated values break; the key that is sent with every request stays valid
 * beside an Authorization that the tool makes up; and a path that several patterns match allows the methods of all.
 */
const LEFT_OUT = ["positive_data_acceptance", "ignored_auth", "allow_header_conformance"].join(",");
/** How much longer than its own budget the process may take, to start and to report. */
const MARGIN_MS = 120_000;

/** How long Schemathesis may generate, and from what. */
export interface SchemathesisRun {
  readonly seconds: number;
  readonly seed: number;
  readonly phases: "examples,fuzzing" | "examples,coverage,fuzzing";
  /** Generated requests an operation, in its phase of fuzzing. */
  readonly examples: number;
}

/** Drives a gateway with requests that Schemathesis makes from its OpenAPI document; null where every answer is as it says, else the report. */
export async function runSchemathesis(url: URL, { seconds, seed, phases, examples }: SchemathesisRun): Promise<string | null> {
  const { python, packages } = await pythonClient("schemathesis");
  const env = {
    PATH: process.env["PATH"] ?? "",
    PYTHONPATH: packages,
    SCHEMATHESIS_HOOKS: join(import.meta.dirname, "schemathesis-hooks.py"),
  };
  const bounds = ["--phases", phases, "--max-time", String(seconds), "--max-examples", String(examples), "--seed", String(seed)];
  const output = ["--exclude-checks", LEFT_OUT, "--generation-database", "none", "--warnings", "off", "--no-color"];
  const header = ["--header", `X-API-Key: ${keyText("everything")}`];
  const settings = ["--config-file", join(import.meta.dirname, "schemathesis.toml")];
  const args = ["-m", "schemathesis.cli", ...settings, "run", new URL("/openapi.json", url).href, ...header, ...bounds, ...output];
  return new Promise((resolve) => {
    // It leaves notes where it is run.
    execFile(
      python,
      args,
      { cwd: tmpdir(), env, timeout: seconds * 1000 + MARGIN_MS, maxBuffer: 64 * 1024 ** 2 },
      (error, stdout, stderr) => {
        resolve(error === null ? null : `${error.message}\n${stdout}${stderr}`);
      },
    );
  });
}
