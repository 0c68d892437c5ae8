import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PARENTS = ["packages", "apps"];
const SINGLES = ["e2e", "bench"];

/** The packages that have tests: { name, folder }. Each leaves its results in `test-results.json`. */
export function testedPackages(root) {
  const nested = PARENTS.flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name)));
  return [...nested, ...SINGLES]
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) }))
    .filter((manifest) => manifest.scripts?.test)
    .map(({ name, folder }) => ({ name, folder }));
}

/** The package a person means by `kernel`, `packages/kernel` or `@steadytext/kernel`; undefined when none. */
export function packageNamed(packages, text) {
  const short = text.replace(/\/+$/, "").split("/").pop();
  return packages.find(({ name }) => name.split("/").pop() === short);
}
