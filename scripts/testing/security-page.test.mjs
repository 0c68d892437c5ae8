import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../setup/paths.mjs";

const page = readFileSync(join(ROOT, "docs/security.md"), "utf8");
const rows = page.split("\n").flatMap((line) => {
  const row = /^\| ([TF]\d+) \|.*\| `([^`]+)`: (.+) \|$/.exec(line);
  return row === null ? [] : [{ id: row[1], file: row[2], title: row[3] }];
});
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const THREATS = [...range(1, 13), ...range(17, 22), 25].map((number) => `T${number}`);
const FAULTS = ["F1", "F2", "F5", "F8", "F10", "F11", "F12", "F13"];

/** Whether a title, or a part of one, stands in a string of a test file. */
const hasTitle = (source, title) => new RegExp(`["\`][^"\`\\n]*${RegExp.escape(title)}`).test(source);

test("every threat and every fault has a test that is there", () => {
  assert.deepEqual([...new Set(rows.map(({ id }) => id))], [...THREATS, ...FAULTS]);
  assert.equal(rows.length, page.split("\n").filter((line) => /^\| [TF]\d/.test(line)).length);
  for (const { id, file, title } of rows) {
    const path = join(ROOT, file);
    assert.ok(existsSync(path), `${id}: there is no ${file}`);
    assert.ok(hasTitle(readFileSync(path, "utf8"), title), `${id}: ${file} has no test "${title}"`);
  }
});
