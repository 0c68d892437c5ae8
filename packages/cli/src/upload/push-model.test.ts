import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { refusal, runCommand, standIn } from "../test-support/run-command.ts";
import { hashBytes } from "./hash-file.ts";

const bytes = new TextEncoder().encode("GGUF weights");
const sha256 = hashBytes(bytes);
const file = join(mkdtempSync(join(tmpdir(), "steadytext-push-")), "My Model.gguf");
writeFileSync(file, bytes);

const tag = sha256.slice(0, 12);
const version = { version: tag, model_digest: sha256, size: bytes.length, license: "MIT" };
const model = { name: "my-model", kind: "generate", default: false, active: null, sequence: 4, versions: [version] };
const publish = `PUT /admin/models/my-model/${tag}`;
const stored = `GET /admin/models/files/${sha256}`;
const args = ["models", "push", file, "--license", "MIT"];

test("a file that the service has is not sent again; its name and version are those of the file and its bytes", async () => {
  const { fetch, seen } = standIn({
    [stored]: Response.json({ sha256, size: bytes.length }),
    [publish]: Response.json(version, { status: 201 }),
  });
  const { code, out, err } = await runCommand([...args, "--context-length", "512"], { fetch });
  expect({ code, out }).toEqual({ code: 0, out: `my-model ${tag} is published, sha256 ${sha256}\n` });
  expect(err).toContain("has the file already");
  const { path, body, headers } = seen.at(-1)!;
  expect({ path, body, digest: headers.get("x-content-sha256") }).toEqual({
    path: `/admin/models/my-model/${tag}?kind=generate&license=MIT&context_length=512`,
    body: null,
    digest: sha256,
  });
  expect(seen).toHaveLength(2);
});

test("what is sent is published, and activated from the sequence that is seen", async () => {
  const { fetch, seen } = standIn({
    [stored]: refusal(404, "not_found", "No file"),
    [`${stored}/parts`]: Response.json({ parts: [] }),
    [`PUT /admin/models/files/${sha256}/parts/0`]: Response.json({ index: 0, size: bytes.length }, { status: 201 }),
    [publish]: Response.json(version, { status: 201 }),
    "GET /admin/models": Response.json({ models: [model] }),
    "POST /admin/models/my-model/activate": Response.json({ ...model, active: tag }),
  });
  const { code, out } = await runCommand([...args, "--activate", "--default", "--json"], { fetch });
  expect({ code, told: JSON.parse(out) }).toEqual({ code: 0, told: { name: "my-model", ...version, active: true } });
  expect(seen.at(-1)?.body).toEqual({ version: tag, if_sequence: 4, default: true });
});

test.each([
  ["another SHA-256 than was meant", [...args, "--sha256", "0".repeat(64)], 7, "Nothing was sent"],
  ["no tokenizer for an embedding model", [...args, "--kind", "embed"], 2, "--tokenizer"],
  ["a default that does not answer", [...args, "--default"], 2, "--activate"],
])("with %s nothing is asked of the service", async (_, given, code, told) => {
  const { fetch, seen } = standIn({});
  expect(await runCommand(given, { fetch })).toMatchObject({ code, out: "", err: expect.stringContaining(told) });
  expect(seen).toEqual([]);
});
