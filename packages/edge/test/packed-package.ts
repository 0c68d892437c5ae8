import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../", import.meta.url));
const programs = fileURLToPath(new URL("../../../node_modules/.bin/", import.meta.url));

/** The package's tarball, as it would be published. */
export function packPackage(): string {
  const out = mkdtempSync(join(tmpdir(), "steadytext-pack-"));
  execFileSync(join(programs, "pnpm"), ["pack", "--pack-destination", out], {
    cwd: folder,
    env: { ...process.env, pnpm_config_pm_on_fail: "ignore" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return join(out, readdirSync(out).find((name) => name.endsWith(".tgz")) ?? "");
}

/** A folder of its own with the tarball installed, and nothing else: no registry is asked. */
export function installInEmptyFolder(tarball: string): string {
  const empty = mkdtempSync(join(tmpdir(), "steadytext-install-"));
  writeFileSync(join(empty, "package.json"), JSON.stringify({ name: "somebody", private: true, type: "module" }));
  const options = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", ...options, tarball], { cwd: empty, stdio: ["ignore", "ignore", "inherit"] });
  return empty;
}
