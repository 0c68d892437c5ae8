import assert from "node:assert/strict";
import { test } from "node:test";
import { closingLine, formatTable, tapRow, total, vitestRow } from "./results.mjs";
import { packageNamed } from "./tested-packages.mjs";

const report = (fields) =>
  JSON.stringify({ success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...fields });

test("a package's report is counted", () => {
  assert.deepEqual(
    vitestRow("core", report({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1, success: false })),
    {
      what: "core",
      passed: 5,
      failed: 2,
      skipped: 2,
    },
  );
});

test("a package that proves nothing has failed: no report, an unreadable one, no test, a file that did not load, a stray error", () => {
  assert.equal(vitestRow("core", null).failed, 1);
  assert.equal(vitestRow("core", "{").failed, 1);
  assert.equal(vitestRow("core", "{}").failed, 1);
  assert.equal(vitestRow("core", report({ numPassedTests: 0 })).failed, 1);
  assert.equal(vitestRow("core", report({ success: false, testResults: [{ status: "failed", assertionResults: [] }] })).failed, 1);
  assert.equal(vitestRow("core", report({ success: false })).failed, 1);
});

test("the scripts' own tests are counted from Node's closing lines", () => {
  const output = "ok 1 - a\n# tests 4\n# suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 0\n# todo 0\n";
  assert.deepEqual(tapRow("scripts", { ok: false, output }), { what: "scripts", passed: 2, failed: 2, skipped: 0 });
  assert.equal(tapRow("scripts", { ok: true, output: "# tests 0\n# pass 0\n# fail 0\n" }).failed, 1);
  assert.equal(tapRow("scripts", { ok: false, output: "# pass 2\n# fail 0\n" }).failed, 1);
});

test("the closing line sums the rows, and tells of skipped tests only when there are any", () => {
  const rows = [vitestRow("a", report({})), vitestRow("b", report({ numFailedTests: 1, success: false }))];
  assert.equal(closingLine(total(rows)), "6 passed, 1 failed");
  assert.equal(closingLine({ passed: 1, failed: 0, skipped: 2 }), "1 passed, 0 failed, 2 skipped");
});

test("the table has a line a row and says why a row without tests failed", () => {
  const lines = formatTable([vitestRow("core", report({})), vitestRow("kernel", null)]).split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[2], /^kernel\s+0\s+1\s+0 {2}left no results$/);
});

test("a package is found by each way of naming it", () => {
  const packages = [{ name: "@steadytext/kernel" }, { name: "@steadytext/llm" }];
  for (const text of ["kernel", "packages/kernel", "packages/kernel/", "@steadytext/kernel"])
    assert.equal(packageNamed(packages, text), packages[0]);
  assert.equal(packageNamed(packages, "kern"), undefined);
});
