import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { isErrorLine } from "./dev-server.mjs";
import { failedModels, waitUntilReady } from "./readiness.mjs";

const never = new Promise(() => {});

/** Runs `body` against a server that gives the answers in turn, the last one for ever. */
async function withAnswers(answers, body) {
  const left = [...answers];
  const server = createServer((_request, response) => {
    const [status, text] = left.length > 1 ? left.shift() : left[0];
    response.writeHead(status).end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
  }
}

test("waiting ends when the Workers are ready", async () => {
  await withAnswers(
    [
      [503, "{}"],
      [200, "{}"],
    ],
    (url) => waitUntilReady({ url, ended: never }),
  );
});

test("a model that keeps failing ends the wait, named by its kind", async () => {
  const failed = JSON.stringify({ models: { generate: { state: "failed" }, embed: { state: "ready" } } });
  const times = [0, 0, 0, 1_000, 30_000];
  await withAnswers([[503, failed]], (url) =>
    assert.rejects(
      waitUntilReady({ url, ended: never }, () => times.shift() ?? 60_000),
      /the model for generate cannot be loaded/,
    ),
  );
});

test("Workers that are never ready end the wait with their last answer", async () => {
  let calls = 0;
  await withAnswers([[503, "still loading"]], (url) =>
    assert.rejects(
      waitUntilReady({ url, ended: never }, () => calls++ * 100_000),
      /not ready after 120 s; the last answer: still loading/,
    ),
  );
});

test("only an answer of the known shape names failed models", () => {
  assert.deepEqual(failedModels('{"models":{"a":{"state":"failed"},"b":{"state":"loading"}}}'), ["a"]);
  for (const answer of ["", "ECONNREFUSED", "null", "[]", '{"models":3}']) assert.deepEqual(failedModels(answer), []);
});

test("error lines are told from the rest of the log", () => {
  assert.ok(isErrorLine("✘ [ERROR] Build failed with 1 error:"));
  assert.ok(isErrorLine('{"level":"error","event":"model_load_failed"}'));
  assert.ok(!isErrorLine("[wrangler:info] GET /health/ready 200 OK (3ms)"));
});
