import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { installDigest, pinnedPnpm } from "./install.mjs";
import { filesBelow, filesDigest, readStamp, writeStamp } from "./stamps.mjs";
import { createStepRunner } from "./steps.mjs";

const root = mkdtempSync(join(tmpdir(), "steadytext-steps-"));
after(() => rmSync(root, { recursive: true }));

test("a step shows its title, its ending and its time, and passes its value on", async () => {
  const lines = [];
  const times = [0, 1500, 2000, 2100];
  const step = createStepRunner({ write: (line) => lines.push(line), now: () => times.shift() });
  assert.equal(await step("Building", async () => 7), 7);
  await step("Installing", async (note) => note("unchanged"));
  assert.deepEqual(lines, ["• Building", "  done (1.5 s)", "• Installing", "  unchanged (0.1 s)"]);
});

test("once the scripts are being stopped, no step begins and none is done", async () => {
  const lines = [];
  let stopping = false;
  const mayGoOn = () => {
    if (stopping) throw new Error("stopped");
  };
  const step = createStepRunner({ write: (line) => lines.push(line), mayGoOn });
  await assert.rejects(
    step("first", async () => {
      stopping = true;
    }),
    /stopped/,
  );
  await assert.rejects(step("second", assert.fail), /stopped/);
  assert.deepEqual(lines, ["• first"]);
});

test("a failed step lets its failure through", async () => {
  const step = createStepRunner({ write: () => {} });
  await assert.rejects(
    step("Building", async () => Promise.reject(new Error("no"))),
    /no/,
  );
});

test("an installation is done anew when a manifest or the lockfile changes, and only then", () => {
  mkdirSync(join(root, "packages", "core"), { recursive: true });
  writeFileSync(join(root, "package.json"), '{"packageManager":"pnpm@1.2.3+sha512.abc"}');
  writeFileSync(join(root, "packages", "core", "package.json"), "{}");
  const before = installDigest(root);
  assert.equal(installDigest(root), before);
  writeFileSync(join(root, "packages", "core", "index.ts"), "");
  assert.equal(installDigest(root), before);
  writeFileSync(join(root, "packages", "core", "package.json"), '{"a":1}');
  const changed = installDigest(root);
  assert.notEqual(changed, before);
  writeFileSync(join(root, "pnpm-lock.yaml"), "");
  assert.notEqual(installDigest(root), changed);
  assert.equal(pinnedPnpm(root), "pnpm@1.2.3");
});

test("a stamp is read back, a missing one is null, a folder's digest follows names and contents", () => {
  assert.equal(readStamp(join(root, "none")), null);
  writeStamp(join(root, "deep", "er", "stamp"), "x");
  assert.equal(readStamp(join(root, "deep", "er", "stamp")), "x");
  assert.deepEqual(filesBelow(join(root, "deep")), ["er/stamp"]);
  const digest = filesDigest(join(root, "deep"), ["er/stamp"]);
  writeStamp(join(root, "deep", "er", "stamp"), "y");
  assert.notEqual(filesDigest(join(root, "deep"), ["er/stamp"]), digest);
});
