import assert from "node:assert/strict";
import { test } from "node:test";
import { stampedManifest } from "./embedding-model.mjs";
import { isStored, publicationPlan } from "./publication-plan.mjs";

const pathOf = ({ sha256 }) => `/cache/${sha256}`;
const generate = { pathOf, manifest: { kind: "generate", file: { sha256: "aa", size: 10 } } };
const embed = { pathOf, manifest: { kind: "embed", file: { sha256: "bb", size: 20 }, tokenizer: { sha256: "cc", size: 30 } } };
const models = [generate, embed];
const object = (key, size, text) => [key, { key, size, text }];
const complete = [
  object("models/sha256/aa", 10),
  object("models/sha256/bb", 20),
  object("models/sha256/cc", 30),
  object("models/active/generate.json", 50, JSON.stringify(generate.manifest)),
  object("models/active/embed.json", 90, JSON.stringify(embed.manifest)),
];
const keys = (list) => list.map(({ key }) => key);

test("a storage that holds the models needs nothing", () => {
  assert.deepEqual(publicationPlan(new Map(complete), models), { files: [], manifests: [], removals: [] });
});

test("what is missing or of another size is put again, whatever was put before", () => {
  for (const [index, [key]] of complete.entries()) {
    const others = complete.filter((_, i) => i !== index);
    for (const objects of [others, [...others, object(key, 1)]]) {
      const { files, manifests, removals } = publicationPlan(new Map(objects), models);
      assert.deepEqual([...keys(files), ...keys(manifests)], [key]);
      assert.deepEqual(removals, []);
    }
  }
  assert.equal(publicationPlan(new Map(), models).files[2].path, "/cache/cc");
});

test("files that no manifest names are removed, other objects are not", () => {
  const objects = new Map([...complete, object("models/sha256/dd", 40), object("notes/dd", 1)]);
  assert.deepEqual(publicationPlan(objects, models).removals, ["models/sha256/dd"]);
});

test("a model is stored only when every file of it is", () => {
  assert.ok(isStored(new Map(complete), embed.manifest));
  assert.ok(!isStored(new Map(complete.slice(0, 2)), embed.manifest));
});

test("a prepared model is known by what it was made of", () => {
  const text = JSON.stringify({ identity: "x", manifest: embed.manifest });
  assert.deepEqual(stampedManifest(text, "x"), embed.manifest);
  for (const other of [text.replace('"x"', '"y"'), "x", "null", null]) assert.equal(stampedManifest(other, "x"), null);
});
