import assert from "node:assert/strict";
import { test } from "node:test";
import { stampedManifest } from "./embedding-model.mjs";

test("a prepared model is known by what it was made of", () => {
  const manifest = { kind: "embed", file: { sha256: "bb", size: 20 }, tokenizer: { sha256: "cc", size: 30 } };
  const text = JSON.stringify({ identity: "x", manifest });
  assert.deepEqual(stampedManifest(text, "x"), manifest);
  for (const other of [text.replace('"x"', '"y"'), "x", "null", null]) assert.equal(stampedManifest(other, "x"), null);
});
