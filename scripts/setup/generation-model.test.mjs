import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { generationModel, modelNameOf } from "./generation-model.mjs";

const folder = mkdtempSync(join(tmpdir(), "steadytext-model-"));
after(() => rmSync(folder, { recursive: true }));
/** The rule of `modelName` in packages/core. */
const MODEL_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

test("a file's name becomes a public model name", () => {
  assert.equal(modelNameOf("/x/SmolLM2-135M-Instruct.Q4_1.gguf"), "smollm2-135m-instruct.q4_1");
  assert.equal(modelNameOf("my model (v2).GGUF"), "my-model-v2");
  for (const name of ["---.gguf", "日本.gguf", ".gguf", `${"a".repeat(63)}-b.gguf`, "é.x.gguf"])
    assert.match(modelNameOf(name), MODEL_NAME, name);
});

test("a model file's manifest carries its size and digest", async () => {
  const path = join(folder, "Tiny.gguf");
  writeFileSync(path, "GGUFabc");
  const model = await generationModel(path);
  assert.equal(model.path, path);
  assert.equal(model.manifest.name, "tiny");
  assert.equal(model.manifest.file.size, 7);
  assert.match(model.manifest.file.sha256, /^[0-9a-f]{64}$/);
});

test("a missing file, a folder and a file of another kind are refused by name", async () => {
  const other = join(folder, "other.gguf");
  writeFileSync(other, "PK");
  await assert.rejects(generationModel(join(folder, "absent.gguf")), /There is no model file .*absent\.gguf/);
  await assert.rejects(generationModel(folder), /There is no model file/);
  await assert.rejects(generationModel(other), /other\.gguf is not a GGUF file/);
});
