import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../.steadytext/peers");

/**
 * Installs packages for one peer alone, unless they are there, with none of their install scripts: those would download or compile
 * what the comparison does not run. Returns the folder that holds them.
 */
export function installPeer(name: string, packages: Readonly<Record<string, string>>): string {
  const folder = join(FOLDER, name);
  const modules = join(folder, "node_modules");
  if (Object.entries(packages).every(([each, version]) => installedVersion(join(modules, each)) === version)) return modules;
  const wanted = Object.entries(packages).map(([each, version]) => `${each}@${version}`);
  console.error(`installing ${wanted.join(", ")} into .steadytext/peers`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--ignore-scripts", "--omit=optional", "--no-fund", "--no-audit", "--save-exact"];
  execFileSync("npm", ["install", ...flags, ...wanted], { cwd: folder, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  return modules;
}

function installedVersion(folder: string): string | undefined {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
