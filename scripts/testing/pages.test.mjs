import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../setup/paths.mjs";

const PAGES = globSync(["*.md", "{docs,deploy}/**/*.md", "{apps,packages,bench,examples}/*.md", "{apps,packages,examples}/*/*.md"], {
  cwd: ROOT,
  exclude: (name) => name.endsWith("CHANGELOG.md"),
});
const textOf = (page) => readFileSync(join(ROOT, page), "utf8");
const withoutCode = (markdown) => markdown.replace(/^(`{3,})[^]*?^\1$/gm, "");

/** The anchor that a heading gets. */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchorsOf = (page) => [...withoutCode(textOf(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));

test("every link from one page to another leads to a file and a heading that are there", () => {
  for (const page of PAGES)
    for (const [, target] of withoutCode(textOf(page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path, anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      assert.ok(existsSync(join(ROOT, file)), `${page}: there is no ${target}`);
      if (anchor !== undefined && statSync(join(ROOT, file)).isFile())
        assert.ok(anchorsOf(file).includes(anchor), `${page}: ${file} has no heading #${anchor}`);
    }
});

/** Written by a build or a run, so not there in a fresh clone. */
const MADE = /(^|\/)(build|generated|results|dist)(\/|$)/;

test("every file of the repository that a page names is there", () => {
  for (const page of PAGES)
    for (const [, path] of withoutCode(textOf(page)).matchAll(
      /`((?:apps|bench|deploy|docs|e2e|examples|migrations|packages|scripts|\.github)\/[\w./-]*)`/g,
    ))
      if (!MADE.test(path)) {
        // A package's own page may name a file from its own folder.
        const isThere = [ROOT, join(ROOT, dirname(page))].some((from) => existsSync(join(from, path)));
        assert.ok(isThere, `${page}: there is no ${path}`);
      }
});

test("every npm command that a page or a workflow names is one of the root's scripts", () => {
  const { scripts } = JSON.parse(textOf("package.json"));
  const named = [
    ...PAGES.filter((name) => !/^(apps|packages|examples)\//.test(name)),
    ...globSync(".github/workflows/*.yml", { cwd: ROOT }),
  ];
  for (const file of named)
    // What follows `cd … &&` is a package's own.
    for (const [, run, name] of textOf(file).matchAll(/(?:^|`|run: )npm (run )?([a-z][\w:-]*)/gm))
      if (run !== undefined || /^(start|test)$/.test(name)) assert.ok(Object.hasOwn(scripts, name), `${file}: there is no script ${name}`);
});

test("every alert has a row that says what to do, and every row an alert", () => {
  const alerts = [...textOf("deploy/grafana/alerts.yml").matchAll(/alert: (\w+)/g)].map(([, name]) => name);
  const rows = [...textOf("docs/operations.md").matchAll(/^\| ((?:`SteadyText\w+`(?:, )?)+) \|/gm)];
  const told = rows.flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(told.sort(), alerts.sort());
});
