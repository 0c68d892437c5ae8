/** @typedef {{ what: string, passed: number, failed: number, skipped: number, note?: string }} Row */

/** A row that counts as one failure, since a run that says nothing proves nothing. */
export function failedRow(what, note) {
  return { what, passed: 0, failed: 1, skipped: 0, note };
}

/**
 * Counts a vitest JSON report. A file that could not be run has no tests in it, so it counts as one failure.
 * @returns {Row}
 */
export function vitestRow(what, text) {
  if (text === null) return failedRow(what, "left no results");
  const report = parse(text);
  if (report === null) return failedRow(what, "its results are not readable");
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const row = { what, passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles, skipped };
  if (row.failed === 0 && !report.success) return { ...row, failed: 1, note: "reported a failure outside its tests" };
  if (row.failed === 0 && row.passed === 0) return failedRow(what, "ran no test");
  return row;
}

function parse(text) {
  try {
    const report = JSON.parse(text);
    return Array.isArray(report.testResults) ? report : null;
  } catch {
    return null;
  }
}

/** Counts what Node's test runner says at the end of its TAP output. */
export function tapRow(what, { ok, output }) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  const row = { what, passed: count("pass"), failed: count("fail") + count("cancelled"), skipped: count("skipped") + count("todo") };
  if (row.failed === 0 && !ok) return { ...row, failed: 1, note: "ended with a failure" };
  if (row.failed === 0 && row.passed === 0) return failedRow(what, "ran no test");
  return row;
}

/** A check such as the linter: one passed or one failed. */
export function checkRow(what, ok) {
  return { what, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** Sums rows. */
export function total(rows) {
  const sum = (field) => rows.reduce((count, row) => count + row[field], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** The rows as a table, columns aligned. */
export function formatTable(rows) {
  const width = Math.max(...rows.map(({ what }) => what.length), 4);
  const line = (what, cells, note = "") =>
    `${what.padEnd(width)} ${cells.map((cell) => String(cell).padStart(8)).join("")}  ${note}`.trimEnd();
  return [
    line("", ["passed", "failed", "skipped"]),
    ...rows.map(({ what, passed, failed, skipped, note }) => line(what, [passed, failed, skipped], note)),
  ].join("\n");
}

/** The closing line that tools read. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
