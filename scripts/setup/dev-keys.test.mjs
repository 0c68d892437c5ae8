import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keptKeys, withSecrets, writePrivately } from "./dev-keys.mjs";
import { curlLine, shellWord } from "./first-generation.mjs";

test("a secret file is readable by its owner alone, also when it was open before", () => {
  const folder = mkdtempSync(join(tmpdir(), "steadytext-keys-"));
  const path = join(folder, "dev.json");
  writeFileSync(path, "", { mode: 0o644 });
  writePrivately(path, "{}");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  rmSync(folder, { recursive: true });
});

test("setting secrets keeps a developer's other variables", () => {
  const text = withSecrets("CORS_ORIGINS=https://a.example\nKEY_PEPPER='old'\n", { KEY_PEPPER: "new", API_KEYS: '[{"id":"a"}]' });
  assert.equal(text, `CORS_ORIGINS=https://a.example\nKEY_PEPPER='new'\nAPI_KEYS='[{"id":"a"}]'\n`);
});

test("keys are kept only while the gateway knows both", () => {
  const dev = JSON.stringify({ url: "x", apiKey: "st_test_aaa_bbb", adminKey: "st_test_ccc_ddd" });
  const secrets = `API_KEYS='[{"id":"aaa"},{"id":"ccc"}]'`;
  assert.deepEqual(keptKeys(dev, secrets), { apiKey: "st_test_aaa_bbb", adminKey: "st_test_ccc_ddd" });
  for (const [devText, secretsText] of [
    [dev, `API_KEYS='[{"id":"aaa"}]'`],
    [null, secrets],
    ["{", secrets],
    ["{}", secrets],
  ]) {
    assert.equal(keptKeys(devText, secretsText), null);
  }
});

test("the curl line survives the shell, and shows no key", () => {
  assert.equal(shellWord("it's"), `'it'\\''s'`);
  const line = curlLine("http://127.0.0.1:1", "/a b/dev.json", { prompt: "it's" });
  assert.equal(
    line,
    `curl -s http://127.0.0.1:1/generate -H "X-API-Key: $(node -p 'require("/a b/dev.json").apiKey')" -H 'content-type: application/json' -d '{"prompt":"it'\\''s"}'`,
  );
});
