import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { commandFailure } from "./command-failure.mjs";
import { requireDiskSpace } from "./disk-space.mjs";
import { BIN_DIR, ROOT } from "./paths.mjs";
import { runCommand } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";
import { filesDigest, readStamp, writeStamp } from "./stamps.mjs";

/** Inside node_modules, so that whoever deletes the packages deletes the claim that they are installed. */
export const INSTALL_STAMP = join(ROOT, "node_modules", ".steadytext-installed");
/** node_modules takes 0.9 GB, pnpm's store beside it as much where it cannot link. */
const INSTALL_BYTES = 2e9;

function manifestNames(root) {
  const workspaces = ["apps", "examples", "packages"].flatMap((parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => join(parent, name, "package.json")) : [],
  );
  return [
    "package.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ".npmrc",
    "bench/package.json",
    "e2e/package.json",
    ...workspaces.sort(),
  ];
}

/** Digest of all that decides what an installation contains. */
export function installDigest(root = ROOT) {
  return `${filesDigest(root, manifestNames(root))} ${process.platform}-${process.arch}`;
}

/** The pinned pnpm, such as `pnpm@12.21.0`, from the root manifest. */
export function pinnedPnpm(root = ROOT) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = /^pnpm@[^+]+/.exec(packageManager ?? "");
  if (!version) throw new SetupError("package.json names no pnpm in packageManager.", "Restore that line from the repository.");
  return version[0];
}

/** Installs the packages of the lockfile, unless they are. Returns false when nothing had to be done. */
export async function installPackages() {
  const digest = installDigest();
  if (readStamp(INSTALL_STAMP) === digest && existsSync(join(BIN_DIR, "node"))) return false;
  requireDiskSpace(ROOT, INSTALL_BYTES, "the packages");
  const result = await runCommand("npx", ["-y", pinnedPnpm(), "install", "--frozen-lockfile", "--reporter=append-only"], {
    cwd: ROOT,
    env: {
      ...process.env,
      CI: "true",
      // pnpm started by npx would otherwise try to replace itself by the pinned version, which is the one that runs.
      pnpm_config_pm_on_fail: "ignore",
    },
  });
  if (!result.ok) throw commandFailure("Installing packages", result);
  writeStamp(INSTALL_STAMP, digest);
  return true;
}
