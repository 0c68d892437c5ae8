import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PYTHON_CLIENTS } from "../python-clients.mjs";
import { installPackages, packagesFolder } from "./python-packages.mjs";

const cache = mkdtempSync(join(tmpdir(), "steadytext-packages-"));
after(() => rmSync(cache, { recursive: true }));
const requirements = join(cache, "requirements.txt");

/** A Python of some version whose pip puts one module into the folder it is told, then ends as asked. */
const python =
  (ok, version = "cpython-311") =>
  async (_python, args) => {
    const target = args.indexOf("--target");
    if (target < 0) return { ok: true, code: 0, output: `${version}\n` };
    writeFileSync(join(args[target + 1], "a.py"), "");
    return { ok, code: ok ? 0 : 1, output: "hashes do not match" };
  };

test("packages are there after an installation, once, under a folder that changes with their pins and with Python", async () => {
  writeFileSync(requirements, "a==1.0");
  const folder = await packagesFolder("python3", requirements, cache, python(true));
  assert.ok(!existsSync(folder));
  assert.equal(await installPackages("python3", requirements, cache, python(true)), true);
  assert.deepEqual(readdirSync(folder), ["a.py"]);
  assert.equal(await installPackages("python3", requirements, cache, python(false)), false);
  assert.notEqual(await packagesFolder("python3", requirements, cache, python(true, "cpython-314")), folder);
  writeFileSync(requirements, "a==1.1");
  assert.notEqual(await packagesFolder("python3", requirements, cache, python(true)), folder);
});

test("an installation that failed leaves nothing, and says what failed", async () => {
  writeFileSync(requirements, "a==2.0");
  const before = readdirSync(cache);
  await assert.rejects(
    installPackages("python3", requirements, cache, python(false)),
    /Fetching a Python client failed.*hashes do not match/s,
  );
  assert.deepEqual(readdirSync(cache), before);
});

for (const [name, file] of Object.entries(PYTHON_CLIENTS)) {
  test(`every package of the ${name} client is pinned to a version and a hash`, () => {
    const lines = readFileSync(file, "utf8").replaceAll("\\\n", " ").trim().split("\n").slice(1);
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /^[a-z0-9-]+==[\d.]+(?:\.post\d+)? ( *;[^#]* )?( *--hash=sha256:[0-9a-f]{64})+$/);
  });
}
