import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isVersionOf, queryOf, registryClient, RegistryRefusal, versionFor } from "./registry-client.mjs";

const folder = mkdtempSync(join(tmpdir(), "steadytext-registry-"));
after(() => rmSync(folder, { recursive: true }));

const generation = { kind: "generate", name: "m", version: "1", license: "MIT", file: { sha256: "aa", size: 3 }, contextLength: 1024 };
const embedding = {
  kind: "embed",
  name: "e",
  version: "1",
  license: "MIT",
  file: { sha256: "bb", size: 3 },
  tokenizer: { sha256: "cc", size: 2 },
  runtime: "kernel-encoder",
  maxTokens: 256,
};
const shown = { version: "1", model_digest: "aa", license: "MIT", context_length: 1024, size: 3, created: 5 };

test("a version is told by its content, whatever else is shown of it", () => {
  assert.ok(isVersionOf(shown, generation));
  for (const other of [{ model_digest: "zz" }, { context_length: 512 }, { license: "BSD" }]) {
    assert.ok(!isVersionOf({ ...shown, ...other }, generation));
  }
  assert.ok(
    isVersionOf({ model_digest: "bb", tokenizer_digest: "cc", license: "MIT", runtime: "kernel-encoder", max_tokens: 256 }, embedding),
  );
});

test("a version whose name is taken by other content gets a name of its own, the same each time", () => {
  assert.deepEqual(versionFor(generation, []), { version: "1", isPublished: false });
  assert.deepEqual(versionFor(generation, [shown]), { version: "1", isPublished: true });
  const taken = [{ ...shown, model_digest: "zz" }];
  const { version, isPublished } = versionFor(generation, taken);
  assert.match(version, /^1-[0-9a-f]{8}$/);
  assert.equal(isPublished, false);
  assert.deepEqual(versionFor(generation, [...taken, { ...shown, version }]), { version, isPublished: true });
});

test("the query of a version says what the manifest says of its kind, and nothing else", () => {
  assert.equal(String(queryOf(generation)), "kind=generate&license=MIT&context_length=1024");
  const { details, ...rest } = Object.fromEntries(queryOf(embedding));
  assert.deepEqual(rest, { kind: "embed", license: "MIT", tokenizer: "cc" });
  assert.deepEqual(JSON.parse(details), { runtime: "kernel-encoder", max_tokens: 256 });
});

/** A registry that answers as told, and notes what it was asked. */
async function withRegistry(answers, run) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const line = `${request.method} ${decodeURIComponent(request.url)}`;
    asked.push([line, request.headers["content-length"], Buffer.concat(chunks).toString()]);
    const [status, body] = answers(line) ?? [404, { error: { message: "not there" } }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await run(registryClient(`http://127.0.0.1:${server.address().port}`, "key"), asked);
  } finally {
    server.close();
  }
}

test("a model is sent with its length and activated; its tokenizer goes first; what is stored is not sent again", async () => {
  for (const name of ["bb", "cc"]) writeFileSync(join(folder, name), name === "bb" ? "abc" : "{}");
  const model = { manifest: embedding, pathOf: ({ sha256 }) => join(folder, sha256) };
  let models = [];
  const answers = (line) => {
    if (line === "GET /admin/models") return [200, { models }];
    if (line === "GET /admin/models/files/cc") return [404, {}];
    if (line === "GET /admin/models/files/bb") return [200, { sha256: "bb", size: 3 }];
    if (line.startsWith("PUT")) models = [{ name: "e", sequence: 7 }];
    if (line.startsWith("PUT")) return [201, {}];
    if (line.endsWith("/activate")) return [200, { sequence: 8 }];
    return null;
  };
  await withRegistry(answers, async (registry, asked) => {
    assert.equal(await registry.publishAndActivate(model), true);
    const sent = asked.filter(([line]) => line.startsWith("PUT")).map(([line, length, body]) => [line.split("?")[0], length, body]);
    assert.deepEqual(sent, [
      ["PUT /admin/models/e/1/tokenizer", "2", "{}"],
      ["PUT /admin/models/e/1", "0", ""],
    ]);
    assert.deepEqual(JSON.parse(asked.at(-1)[2]), { version: "1", if_sequence: 7, default: true });
  });
});

test("a refusal says why in the service's own words", async () => {
  const answers = (line) =>
    line === "GET /admin/models" ? [200, { models: [] }] : line.startsWith("PUT") ? [400, { error: { message: "no GGUF" } }] : null;
  writeFileSync(join(folder, "aa"), "abc");
  await withRegistry(answers, async (registry) => {
    const refused = registry.publishAndActivate({ manifest: generation, pathOf: () => join(folder, "aa") });
    await assert.rejects(refused, (error) => error instanceof RegistryRefusal && error.message === "no GGUF");
  });
});
