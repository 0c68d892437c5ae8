import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PYTHON_CLIENT_PINS } from "../python-client.mjs";
import { fetchWheels, wheelsFolder, wheelsIn } from "./python-wheels.mjs";

const cache = mkdtempSync(join(tmpdir(), "steadytext-wheels-"));
after(() => rmSync(cache, { recursive: true }));
const requirements = join(cache, "requirements.txt");

/** A pip that puts one wheel into the folder it is told, then ends as asked. */
const pip = (ok) => async (_python, args) => {
  writeFileSync(join(args[args.indexOf("-d") + 1], "a-1.0-py3-none-any.whl"), "");
  return { ok, code: ok ? 0 : 1, output: "hashes do not match" };
};

test("wheels are there after a fetch, under a folder that changes with their pins", async () => {
  writeFileSync(requirements, "a==1.0");
  const folder = wheelsFolder(requirements, cache);
  assert.deepEqual(wheelsIn(folder), []);
  await fetchWheels("python3", requirements, cache, pip(true));
  assert.deepEqual(wheelsIn(folder), [join(folder, "a-1.0-py3-none-any.whl")]);
  await fetchWheels("python3", requirements, cache, pip(true));
  writeFileSync(requirements, "a==1.1");
  assert.notEqual(wheelsFolder(requirements, cache), folder);
});

test("a fetch that failed leaves nothing, and says what failed", async () => {
  writeFileSync(requirements, "a==2.0");
  const before = readdirSync(cache);
  await assert.rejects(fetchWheels("python3", requirements, cache, pip(false)), /Fetching the Python client failed.*hashes do not match/s);
  assert.deepEqual(readdirSync(cache), before);
});

test("every package of the client is pinned to a version and a hash", async () => {
  const { readFileSync } = await import("node:fs");
  const lines = readFileSync(PYTHON_CLIENT_PINS, "utf8").trim().split("\n").slice(1);
  assert.ok(lines.length > 0);
  for (const line of lines) assert.match(line, /^[a-z0-9-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}$/);
});
