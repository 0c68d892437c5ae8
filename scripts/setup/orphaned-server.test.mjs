import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { endOrphanedServer, servesStorage } from "./orphaned-server.mjs";
import { stopGroup } from "./process-group.mjs";

const folder = mkdtempSync(join(tmpdir(), "steadytext-orphan-"));
const file = join(folder, "server.pid");
const persistDir = join(folder, "state");
after(() => rmSync(folder, { recursive: true }));

/** A process group that looks like a server of the storage, recorded as one. */
async function recorded(storage) {
  const child = spawn("sh", ["-c", "echo up; sleep 60 & wait", "dev", "--persist-to", storage, "--other"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  writeFileSync(file, String(child.pid));
  return { child, exited: once(child, "exit") };
}

test("a recorded server of this storage is ended, and the person told", async () => {
  const { exited } = await recorded(persistDir);
  const reports = [];
  await endOrphanedServer({ report: (line) => reports.push(line), file, persistDir });
  assert.match(reports[0], /an earlier start left running/);
  assert.deepEqual(await exited, [null, "SIGTERM"]);
});

test("a process that only has the recorded id is left alone, and no record means nothing to do", async () => {
  const { child, exited } = await recorded(join(folder, "state-of-another-checkout"));
  await endOrphanedServer({ report: assert.fail, file, persistDir });
  assert.equal(child.exitCode ?? child.signalCode, null);
  await stopGroup(child.pid);
  await exited;
  rmSync(file);
  await endOrphanedServer({ report: assert.fail, file, persistDir });
});

test("only a living process of the group that names exactly this storage counts", () => {
  const row = { pid: 8, group: 7, alive: true, args: "wrangler dev --persist-to /a/state --x" };
  assert.ok(servesStorage([row], 7, "/a/state"));
  assert.ok(servesStorage([{ ...row, args: "wrangler dev --persist-to /a/state" }], 7, "/a/state"));
  assert.ok(!servesStorage([row], 8, "/a/state"));
  assert.ok(!servesStorage([{ ...row, alive: false }], 7, "/a/state"));
  assert.ok(!servesStorage([{ ...row, args: "wrangler dev --persist-to /a/state2" }], 7, "/a/state"));
});
