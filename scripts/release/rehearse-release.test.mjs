import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../setup/paths.mjs";
import { rehearseRelease } from "./rehearse-release.mjs";

const changesets = readdirSync(join(ROOT, ".changeset")).filter((name) => name.endsWith(".md") && name !== "README.md");
/** The packages that a changeset names, and its text. */
function readChangeset(name) {
  const [, front, text] = readFileSync(join(ROOT, ".changeset", name), "utf8").split(/^---$/m);
  return { packages: [...front.matchAll(/^"([^"]+)": (?:major|minor|patch)$/gm)].map(([, named]) => named), text: text.trim() };
}

/** What is installed at the root, each with whether its link leads anywhere. */
const installed = () =>
  readdirSync(join(ROOT, "node_modules"), { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => [name, existsSync(join(ROOT, "node_modules", name))]);

test("a release works without the network: it takes in every changeset, and tells each package's readers its text", async () => {
  const before = installed();
  const { releases, left } = await rehearseRelease();
  assert.deepEqual(installed(), before, "the packages of this checkout stay as they are");
  assert.deepEqual(left, []);
  for (const changeset of changesets) {
    const { packages, text } = readChangeset(changeset);
    const [begin] = text.split("\n");
    assert.ok(packages.length > 0 && begin.length > 20, changeset);
    for (const name of packages) {
      const release = releases.find((one) => one.name === name);
      assert.ok(release?.changelog.includes(begin), `${changeset}: ${name} is released with it`);
    }
  }
  for (const { name, from, to } of releases) assert.notEqual(from, to, name);
});
