import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const VERSION = "3.22.1";
const FOLDER = join(import.meta.dirname, "../../../.steadytext/peers/llama-cpp");
const PACKAGE = join(FOLDER, "node_modules/node-llama-cpp");

/** CPU builds of llama.cpp that come as a package, by `process.platform`-`process.arch`. */
const CPU_BUILDS: Record<string, string> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-arm64": "mac-arm64-metal",
  "darwin-x64": "mac-x64",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};

/** Installs node-llama-cpp with its CPU build alone, once, and returns the address of its module. */
export function installLlamaCpp(): string {
  if (installedVersion() !== VERSION) install();
  return pathToFileURL(join(PACKAGE, "dist/index.js")).href;
}

/** Version of node-llama-cpp that the peer runs. */
export const nodeLlamaCppVersion: string = VERSION;

function installedVersion(): string | undefined {
  const manifest = join(PACKAGE, "package.json");
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

function install(): void {
  const host = `${process.platform}-${process.arch}`;
  const build = CPU_BUILDS[host];
  if (build === undefined)
    throw new Error(`node-llama-cpp ships no CPU build for ${host}; the comparison runs on ${Object.keys(CPU_BUILDS).join(", ")}.`);
  console.error(`installing node-llama-cpp ${VERSION} (${build}) into .steadytext/peers`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), '{ "private": true }\n');
  // Scripts would download or compile another build; optional packages would bring the GPU ones (700 MB).
  const flags = ["--ignore-scripts", "--omit=optional", "--no-fund", "--no-audit", "--save-exact"];
  const packages = [`node-llama-cpp@${VERSION}`, `@node-llama-cpp/${build}@${VERSION}`];
  execFileSync("npm", ["install", ...flags, ...packages], { cwd: FOLDER, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
}
