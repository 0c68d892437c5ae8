import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePs, processTable } from "./process-table.mjs";

test("the table has this process with its command line", () => {
  const row = processTable().find(({ pid }) => pid === process.pid);
  assert.ok(row.alive);
  assert.match(row.args, /node/);
});

test("the lines of ps are read, the dead told from the living", () => {
  assert.deepEqual(parsePs("    1     1 Ss   /sbin/launchd\n  200   100 S+   node a  b \n  201   100 Z    (node)\n\n"), [
    { pid: 1, group: 1, alive: true, args: "/sbin/launchd" },
    { pid: 200, group: 100, alive: true, args: "node a  b" },
    { pid: 201, group: 100, alive: false, args: "(node)" },
  ]);
});
