import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { stopGroup } from "./process-group.mjs";
import { processTable } from "./process-table.mjs";
import { runCommand, startProcess, stopEverything } from "./processes.mjs";

const isAlive = (pid) => processTable().some((row) => row.pid === pid && row.alive);

/** Starts a shell that starts a long-lived grandchild and prints its id. */
async function startFamily(script) {
  const child = startProcess("sh", ["-c", script]);
  const [chunk] = await once(child.stdout, "data");
  return { child, grandchild: Number(String(chunk)) };
}

test("a command's output and exit code are returned", async () => {
  const result = await runCommand("sh", ["-c", "echo out; echo err >&2; exit 3"]);
  assert.equal(result.ok, false);
  assert.equal(result.code, 3);
  assert.deepEqual(result.output.trim().split("\n").sort(), ["err", "out"]);
});

test("a command that does not exist is a result, not an exception", async () => {
  const result = await runCommand("no-such-program-here", []);
  assert.deepEqual({ ok: result.ok, code: result.code }, { ok: false, code: null });
});

test("long output keeps its end", async () => {
  const result = await runCommand(process.execPath, ["-e", "console.log('x'.repeat(200000)); console.log('the end')"]);
  assert.ok(result.output.length <= 64 * 1024);
  assert.match(result.output, /the end\n$/);
});

test("stopping a process stops what it started", async () => {
  const { child, grandchild } = await startFamily("sleep 60 & echo $!; wait");
  assert.ok(isAlive(grandchild));
  await stopGroup(child.pid);
  assert.ok(!isAlive(grandchild));
});

test("a process that ignores the polite signal is stopped by force", async () => {
  const { child, grandchild } = await startFamily("trap '' TERM; sleep 60 & echo $!; wait; sleep 60");
  await stopGroup(child.pid, 100);
  assert.ok(!isAlive(grandchild));
});

test("stopping everything leaves nothing that was started", async () => {
  const families = await Promise.all([startFamily("sleep 60 & echo $!; wait"), startFamily("sleep 60 & echo $!; wait")]);
  await stopEverything();
  assert.deepEqual(
    families.map(({ grandchild }) => isAlive(grandchild)),
    [false, false],
  );
});

test("what a killed process had started is stopped too", async () => {
  const { child, grandchild } = await startFamily("sleep 60 & echo $!; wait");
  child.kill("SIGKILL");
  await once(child, "exit");
  await stopEverything();
  assert.ok(!isAlive(grandchild));
});

test("what a command leaves running is ended before its result is given", async () => {
  const { ok, output } = await runCommand("sh", ["-c", "sleep 60 > /dev/null 2>&1 & echo $!"]);
  assert.ok(ok);
  assert.ok(!isAlive(Number(output)));
});

/** Runs the body in a Node of its own that ends on signals, interrupts it once it has printed "ready", and returns how it ended. */
async function interrupt(body) {
  const imports = ["processes", "steps"].map((name) => JSON.stringify(new URL(`${name}.mjs`, import.meta.url).href));
  const source = `
    import { runCommand, startProcess, stopOnSignals } from ${imports[0]};
    import { createStepRunner } from ${imports[1]};
    stopOnSignals();
    ${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    if (!output.includes("ready") && (output + chunk).includes("ready")) child.kill("SIGINT");
    output += chunk;
  });
  const [code] = await once(child, "close");
  return { code, output };
}

/** A shell script that says it is ready and takes its time to end. */
const SLOW = "trap 'sleep 0.3; exit' TERM; echo ready $$; while :; do sleep 0.1; done";

test("a stopped command is never done, whatever its exit code says, and nothing begins after it", async () => {
  const { code, output } = await interrupt(`
    const step = createStepRunner();
    startProcess("sh", ["-c", ${JSON.stringify(SLOW)}]);
    const launcher = "trap 'exit 0' TERM; echo ready; sleep 60 & wait";
    const begin = async () => startProcess("sh", ["-c", "echo began"], { stdio: "inherit" });
    const first = step("first", () => runCommand("sh", ["-c", launcher], { show: true }));
    await first.then(begin, begin).catch(() => step("second", begin)).catch(() => {});`);
  assert.equal(code, 130);
  assert.deepEqual(output.trim().split("\n"), ["• first", "ready"]);
});

test("the script ends after all it started, also what outlives its starter for a while", async () => {
  const { code, output } = await interrupt(`
    startProcess("sh", ["-c", 'sh -c "$0" & wait', ${JSON.stringify(SLOW)}], { stdio: "inherit" });`);
  assert.equal(code, 130);
  assert.ok(!isAlive(Number(/ready (\d+)/.exec(output)[1])));
});
