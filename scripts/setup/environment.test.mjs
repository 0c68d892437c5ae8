import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { requireDiskSpace } from "./disk-space.mjs";
import { requireNode, requireNpx, toolEnvironment } from "./environment.mjs";
import { HOST, requireFreePort } from "./free-port.mjs";
import { findPython } from "./python.mjs";

const answers = (table) => async (command, args) =>
  table[[command, ...args.slice(0, 2)].join(" ")] ?? { ok: false, code: null, output: "" };
const yes = (output = "") => ({ ok: true, code: 0, output });

test("an old Node and Windows are refused with a way out, Node 20 and later pass", () => {
  assert.throws(() => requireNode("18.19.0", "linux"), /Node 18\.19\.0 is too old/);
  assert.throws(() => requireNode("24.0.0", "win32"), /Windows/);
  requireNode("20.0.0", "linux");
  requireNode("24.21.0", "darwin");
});

test("a missing npx is said to be missing", async () => {
  await assert.rejects(requireNpx(answers({})), /npx was not found/);
});

test("Python is found under either name, with pip run as its module", async () => {
  const ask = "-c import sys; print(sys.version_info[0])";
  assert.equal(await findPython(answers({ [`python3 ${ask}`]: yes("3\n"), "python3 -m pip": yes() })), "python3");
  assert.equal(await findPython(answers({ [`python ${ask}`]: yes("3\n"), "python -m pip": yes() })), "python");
  await assert.rejects(findPython(answers({ [`python ${ask}`]: yes("2\n"), "python -m pip": yes() })), /Python 3 was not found/);
  await assert.rejects(findPython(answers({ [`python3 ${ask}`]: yes("3\n") })), /has no pip/);
  await assert.rejects(findPython(answers({})), /Python 3 was not found/);
});

test("too little disk space is refused before anything is written", () => {
  const statfs = () => ({ bavail: 10n, bsize: 1_000_000n });
  requireDiskSpace(".", 10_000_000, "a file", statfs);
  assert.throws(() => requireDiskSpace(".", 50_000_000, "the weights", statfs), /the weights: 50 MB are needed in \., 10 MB are free/);
});

test("the installed programs come first in PATH", () => {
  assert.match(toolEnvironment({ PATH: "/usr/bin" }).PATH, /node_modules\/\.bin:\/usr\/bin$/);
});

test("a taken port is refused, with the variable that chooses another", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address();
  await assert.rejects(requireFreePort(port), (error) => /is taken/.test(error.message) && /PORT=8787 npm start/.test(error.advice));
  await new Promise((resolve) => server.close(resolve));
  await requireFreePort(port);
});
