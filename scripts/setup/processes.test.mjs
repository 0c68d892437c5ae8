import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { lastLines, runCommand, startProcess, stopEverything, stopGroup } from "./processes.mjs";

/** Whether a process runs; one that has ended but was not collected yet does not. */
const isAlive = (pid) => {
  const state = spawnSync("ps", ["-p", String(pid), "-o", "stat="], { encoding: "utf8" }).stdout.trim();
  return state !== "" && !state.startsWith("Z");
};

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

test("the last lines are shown without colours and blank lines", () => {
  assert.equal(lastLines("a\n\n\u001b[1mb\u001b[0m\nc\n", 2), "    b\n    c");
});
