import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { CommandFailure, usageFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What is kept between commands. */
export interface Config {
  readonly url?: string;
  readonly api_key?: string;
}

const FIELDS: readonly string[] = ["url", "api_key"];
/** Others may neither read nor write. */
const FOREIGN_BITS = 0o077;

/** Where the configuration is: STEADYTEXT_CONFIG, or `steadytext/config.json` in the user's folder of configurations. */
export function configPath(env: Env): string {
  if (env["STEADYTEXT_CONFIG"]) return env["STEADYTEXT_CONFIG"];
  return join(env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config"), "steadytext", "config.json");
}

/** Whether others than the owner may open a file. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== "win32" && (statSync(path).mode & FOREIGN_BITS) !== 0;
}

/** The configuration; empty where there is no file. A key in a file that others may read counts as told to them, and is refused. */
export function readConfig(path: string): Config {
  const text = readIfThere(path);
  if (text === null) return {};
  const config = parse(text, path);
  if (config.api_key !== undefined && isOpenToOthers(path)) {
    throw new CommandFailure(EXIT.authentication, `${path} holds a key, and others may open it.`, `chmod 600 ${path}`);
  }
  return config;
}

/** Writes the configuration so that only its owner may read it, from its first byte on; whole or not at all. */
export function writeConfig(path: string, config: Config): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const written = `${path}.new`;
  writeFileSync(written, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
  // The mode above holds for new files only.
  chmodSync(written, 0o600);
  renameSync(written, path);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

function parse(text: string, path: string): Config {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw usageFailure(`${path} is not a JSON object.`, "Mend it, or delete it and run `steadytext config set-url`.");
  }
  for (const [name, content] of Object.entries(value)) {
    if (!FIELDS.includes(name) || typeof content !== "string") {
      throw usageFailure(`${path}: ${name} is not a setting.`, `It may hold ${FIELDS.join(" and ")}, both texts.`);
    }
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
