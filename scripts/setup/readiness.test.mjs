import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { failedModels, waitUntilReady } from "./readiness.mjs";

const server = (url, ...loadFailures) => ({ url, ended: new Promise(() => {}), loadFailures: new Set(loadFailures) });

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
    (url) => waitUntilReady(server(url)),
  );
});

test("a model that keeps failing ends the wait with the reason, and with advice that loses nothing needlessly", async () => {
  const failed = JSON.stringify({ models: { generate: { state: "failed" }, embed: { state: "ready" } } });
  const reason = "The engine cannot load its model: it is damaged.";
  for (const [modelFile, advice] of [
    [undefined, /`npm start` again; if it stays so/],
    ["broken.gguf", /leave it out to take the default model\. Keys and caches are kept/],
  ]) {
    const times = [0, 0, 1_000, 30_000];
    await withAnswers([[503, failed]], (url) =>
      assert.rejects(
        waitUntilReady(server(url, reason), modelFile, () => times.shift() ?? 60_000),
        (error) => /model for generate cannot be loaded\.\n {2}The engine cannot/.test(error.message) && advice.test(error.advice),
      ),
    );
  }
});

test("Workers that are never ready end the wait with their last answer", async () => {
  let calls = 0;
  await withAnswers([[503, "still loading"]], (url) =>
    assert.rejects(
      waitUntilReady(server(url), undefined, () => calls++ * 100_000),
      /not ready after 120 s; the last answer: still loading/,
    ),
  );
});

test("only an answer of the known shape names failed models", () => {
  assert.deepEqual(failedModels('{"models":{"a":{"state":"failed"},"b":{"state":"loading"}}}'), ["a"]);
  for (const answer of ["", "ECONNREFUSED", "null", "[]", '{"models":3}']) assert.deepEqual(failedModels(answer), []);
});
