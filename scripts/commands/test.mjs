import { rmSync } from "node:fs";
import { join } from "node:path";
import { fetchPythonClients } from "../python-clients.mjs";
import { toolEnvironment } from "../setup/environment.mjs";
import { parseTestOptions, TEST_HELP } from "../setup/options.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { prepare } from "../setup/prepare.mjs";
import { isStopping, runCommand } from "../setup/processes.mjs";
import { describeFailure, SetupError } from "../setup/setup-error.mjs";
import { filesBelow, readStamp } from "../setup/stamps.mjs";
import { createStepRunner } from "../setup/steps.mjs";
import { runChecks } from "../testing/checks.mjs";
import { closingLine, failedRow, formatTable, tapRow, total, vitestRow } from "../testing/results.mjs";
import { packageNamed, testedPackages } from "../testing/tested-packages.mjs";

const resultsFile = (folder) => join(folder, "test-results.json");

/** The tests of whole services start two of them at a time: they have the machine to themselves, after all others. */
const WHOLE_SERVICES = "@steadytext/e2e";

/** The tests of the packages, by turbo: two at a time, since each waits for a runtime or a compiler for much of its time. Unchanged ones come from its cache. */
async function runPackageTests(packages) {
  // Turbo restores the results of what it does not run again, so a file that is there afterwards is of this tree.
  for (const { folder } of packages) rmSync(resultsFile(folder), { force: true });
  const whole = packages.filter(({ name }) => name === WHOLE_SERVICES);
  const others = packages.filter(({ name }) => name !== WHOLE_SERVICES);
  const runs = [await runTurbo(others, 2), await runTurbo(whole, 1)];
  const rows = packages.map(({ name, folder }) => vitestRow(name, readStamp(resultsFile(folder))));
  const failure = failedRow("turbo run test", "ended with a failure that no package counted");
  return runs.every(({ ok }) => ok) || total(rows).failed > 0 ? rows : [...rows, failure];
}

async function runTurbo(packages, concurrency) {
  if (packages.length === 0) return { ok: true };
  const filters = packages.map(({ name }) => `--filter=${name}`);
  const options = [`--concurrency=${concurrency}`, "--continue", "--output-logs=new-only", "--ui=stream"];
  return runCommand(join(BIN_DIR, "turbo"), ["run", "test", ...options, ...filters], { cwd: ROOT, env: toolEnvironment(), show: true });
}

/** The tests of these scripts, by Node's own runner. */
async function runScriptTests() {
  const scripts = join(ROOT, "scripts");
  const files = filesBelow(scripts).filter((name) => name.endsWith(".test.mjs"));
  const args = ["--test", "--test-reporter=tap", ...files.map((name) => join(scripts, name))];
  const result = await runCommand(join(BIN_DIR, "node"), args, { cwd: ROOT, env: toolEnvironment() });
  const row = tapRow("scripts", result);
  if (row.failed > 0) console.log(result.output);
  return row;
}

/** What only tests need. Without it the tests that drive Python clients fail, and say so; the others need not. */
async function fetchTestTools(note) {
  try {
    if (!(await fetchPythonClients())) note("unchanged");
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(describeFailure(error));
    note("failed: the tests that need it will fail");
  }
}

function selectPackages(only) {
  const packages = testedPackages(ROOT);
  if (only === undefined) return packages;
  const chosen = packageNamed(packages, only);
  if (chosen) return [chosen];
  throw new SetupError(
    `No package with tests is called ${only}.`,
    `There are: ${packages.map(({ name }) => name.split("/").pop()).join(", ")}.`,
  );
}

async function runEverything(packages, only) {
  const step = createStepRunner();
  await prepare(step);
  if (packages.some(({ name }) => name === "@steadytext/e2e")) await step("Fetching the Python clients", fetchTestTools);
  const rows = [];
  if (only === undefined) {
    rows.push(...(await runChecks(step)));
    rows.push(await step("Testing the scripts", runScriptTests));
  }
  rows.push(...(await step("Testing the packages", () => runPackageTests(packages))));
  console.log(`\n${formatTable(rows)}`);
  return total(rows);
}

/** `npm test`: everything that must hold. Its last line of output is `N passed, N failed`; any failure makes the exit code 1. */
export async function main(argv) {
  const { only, help } = parseTestOptions(argv);
  if (help) return console.log(TEST_HELP);
  const sum = await runEverything(selectPackages(only), only).catch((error) => {
    if (isStopping()) throw error;
    console.error(describeFailure(error));
    return { passed: 0, failed: 1, skipped: 0 };
  });
  console.log(`\n${closingLine(sum)}`);
  return sum.failed > 0 ? 1 : 0;
}
