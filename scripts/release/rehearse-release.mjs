import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandFailure } from "../setup/command-failure.mjs";
import { toolEnvironment } from "../setup/environment.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { runCommand } from "../setup/processes.mjs";

/** Folders whose subfolders are packages, and packages at the root. */
const PARENTS = ["apps", "packages", "examples"];
const SINGLES = ["bench", "e2e"];
const AUTHOR = ["-c", "user.name=release", "-c", "user.email=release@localhost", "-c", "commit.gpgsign=false"];

function packageFolders() {
  const nested = PARENTS.filter((parent) => existsSync(join(ROOT, parent))).flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
  );
  return [...nested, ...SINGLES].filter((folder) => existsSync(join(ROOT, folder, "package.json")));
}

const manifestOf = (root, folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

async function required(what, command, args, cwd) {
  const result = await runCommand(command, args, { cwd, env: toolEnvironment() });
  if (!result.ok) throw commandFailure(what, result, "Correct the changeset that it names; .changeset/README.md says how one is written.");
}

/** All that a release reads: the manifests, the changesets, and a history for the changelogs to name. */
async function copyOfManifests(folders) {
  const copy = mkdtempSync(join(tmpdir(), "steadytext-release-"));
  const files = ["package.json", "pnpm-workspace.yaml", ".changeset", ...folders.map((folder) => join(folder, "package.json"))];
  for (const file of files) cpSync(join(ROOT, file), join(copy, file), { recursive: true });
  await required("Making a history", "git", ["init", "-q", "-b", "main"], copy);
  await required("Making a history", "git", ["add", "-A"], copy);
  await required("Making a history", "git", [...AUTHOR, "commit", "-q", "-m", "all"], copy);
  return copy;
}

/**
 * Releases a copy of the tree, away from it and without the network.
 * @returns {Promise<{ releases: { name: string, from: string, to: string, isPublished: boolean, changelog: string }[], left: string[] }>}
 *   left: changesets that no release took in
 */
export async function rehearseRelease() {
  const folders = packageFolders();
  const copy = await copyOfManifests(folders);
  try {
    await required("Releasing a copy", join(BIN_DIR, "changeset"), ["version"], copy);
    const releases = folders.flatMap((folder) => {
      const [before, after] = [ROOT, copy].map((root) => manifestOf(root, folder));
      if (before.version === after.version) return [];
      const changelog = readFileSync(join(copy, folder, "CHANGELOG.md"), "utf8");
      return [{ name: after.name, from: before.version, to: after.version, isPublished: after.private !== true, changelog }];
    });
    return { releases, left: readdirSync(join(copy, ".changeset")).filter((name) => name.endsWith(".md") && name !== "README.md") };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
