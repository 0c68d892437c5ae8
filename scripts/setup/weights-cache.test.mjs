import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { cacheDir, ROOT } from "./paths.mjs";
import { mismatch, missingWeights, WEIGHTS } from "./weights-cache.mjs";

const folder = mkdtempSync(join(tmpdir(), "steadytext-weights-"));
after(() => rmSync(folder, { recursive: true }));
const bytes = Buffer.from("weights");
const pin = { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };

test("a whole file is accepted, a missing one is fetched", async () => {
  writeFileSync(join(folder, "whole"), bytes);
  assert.equal(await mismatch(join(folder, "whole"), pin), null);
  assert.deepEqual(await missingWeights(folder, { whole: pin, absent: pin }), ["absent"]);
});

test("a damaged file is deleted, and the report names it, what was expected and what was found", async () => {
  for (const [name, damaged] of [
    ["cut", bytes.subarray(1)],
    ["changed", Buffer.from("Weights")],
  ]) {
    const reports = [];
    writeFileSync(join(folder, name), damaged);
    assert.deepEqual(await missingWeights(folder, { [name]: pin }, (line) => reports.push(line)), [name]);
    assert.ok(!existsSync(join(folder, name)));
    assert.match(reports[0], new RegExp(`${name} is damaged .*(6 bytes, 7 are expected|expected ${pin.sha256})`));
  }
});

test("every pin is complete", () => {
  for (const weights of Object.values(WEIGHTS)) {
    assert.match(weights.sha256, /^[0-9a-f]{64}$/);
    assert.match(weights.version, /^\d+\.\d+\.\d+$/);
    assert.ok(weights.size > 0 && weights.package && weights.member);
  }
});

test("the cache folder follows the project's variable, then the desktop's, then the home folder", () => {
  assert.equal(cacheDir({ STEADYTEXT_CACHE_DIR: "/a", XDG_CACHE_HOME: "/b" }), "/a");
  assert.equal(cacheDir({ STEADYTEXT_CACHE_DIR: "weights" }), join(ROOT, "weights"));
  assert.equal(cacheDir({ XDG_CACHE_HOME: "/b" }), "/b/steadytext-edge");
  assert.match(cacheDir({}), /\/\.cache\/steadytext-edge$/);
});
