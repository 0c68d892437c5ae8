import assert from "node:assert/strict";
import { test } from "node:test";
import { failureText, loadFailure } from "./worker-log.mjs";

const event = (fields) => `✘ [ERROR] ${JSON.stringify({ level: "error", worker: "engine", ...fields })}`;

test("a model that cannot be loaded is told in a sentence with the engine's reason", () => {
  const line = event({
    event: "model_load_failed",
    digest: "a/1024",
    reason: "The model's architecture is gemma; only llama is supported",
  });
  const sentence = "The engine cannot load its model: The model's architecture is gemma; only llama is supported.";
  assert.equal(failureText(line), sentence);
  assert.equal(loadFailure(line), sentence);
  assert.match(loadFailure(event({ event: "model_load_failed", reason: "It failed.", cause: "Error: x" })), /: It failed: Error: x\.$/);
});

test("other failures are shown by their name and facts, or as wrangler wrote them", () => {
  assert.equal(failureText(event({ event: "cache_tier_failed", tier: "d1" })), 'cache tier failed {"worker":"engine","tier":"d1"}');
  assert.equal(failureText("✘ [ERROR] Build failed with 1 error:"), "✘ [ERROR] Build failed with 1 error:");
  assert.equal(failureText('Uncaught TypeError: {"a":1} is odd'), 'Uncaught TypeError: {"a":1} is odd');
});

test("the rest of the log is no failure", () => {
  for (const line of ["[wrangler:info] GET /health/ready 200 OK (3ms)", '{"level":"info","event":"model_loaded","ms":3}', "", "{"]) {
    assert.equal(failureText(line), null);
    assert.equal(loadFailure(line), null);
  }
});
