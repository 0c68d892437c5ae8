import assert from "node:assert/strict";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { loadModels, saysUnloadable, waitUntilAlive } from "./readiness.mjs";

const server = (url, ...loadFailures) => ({ url, ended: new Promise(() => {}), loadFailures: new Set(loadFailures) });

const loading = [503, '{"code":"model_loading"}'];
const failed = [503, '{"code":"unavailable"}'];
const done = [200, "{}"];

/** Runs `body` against a server that gives each path's answers in turn, the last one for ever; `body` also gets the requests so far. */
async function withAnswers(answers, body) {
  const left = new Map(Object.entries(answers).map(([path, list]) => [path, [...list]]));
  const asked = [];
  const server = createServer(async (request, response) => {
    asked.push({ path: request.url, key: request.headers["x-api-key"], body: await text(request) });
    const list = left.get(request.url);
    const [status, answer] = list.length > 1 ? list.shift() : list[0];
    response.writeHead(status).end(answer);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`http://127.0.0.1:${server.address().port}`, asked);
  } finally {
    server.close();
  }
}

test("waiting ends when the Workers answer", async () => {
  await withAnswers({ "/health/live": [[503, "{}"], done] }, (url) => waitUntilAlive(server(url)));
});

test("both models are loaded by requests that no cache can answer, until each is answered", async () => {
  await withAnswers({ "/generate": [loading, failed, done], "/embed": [loading, done] }, async (url, asked) => {
    await loadModels(server(url), "the key", undefined);
    const paths = asked.map(({ path }) => path).toSorted();
    assert.deepEqual(paths, ["/embed", "/embed", "/generate", "/generate", "/generate"]);
    for (const { key, body } of asked) {
      assert.equal(key, "the key");
      assert.deepEqual(JSON.parse(body).cache, { no_cache: true, no_store: true });
    }
  });
});

test("a model that keeps failing ends the wait with the reason, and with advice that loses nothing needlessly", async () => {
  const reason = "The engine cannot load its model: it is damaged.";
  for (const [modelFile, advice] of [
    [undefined, /`npm start` again; if it stays so/],
    ["broken.gguf", /leave it out to take the default model\. Keys and caches are kept/],
  ]) {
    const times = [0, 0, 0, 0, 0, 1_000, 30_000];
    await withAnswers({ "/generate": [failed], "/embed": [done] }, (url) =>
      assert.rejects(
        loadModels(server(url, reason), "key", modelFile, () => times.shift() ?? 60_000),
        (error) => /model for generate cannot be loaded\.\n {2}The engine cannot/.test(error.message) && advice.test(error.advice),
      ),
    );
  }
});

test("models that are never loaded end the wait with the last answer", async () => {
  let calls = 0;
  await withAnswers({ "/generate": [done], "/embed": [[503, "still loading"]] }, (url) =>
    assert.rejects(
      loadModels(server(url), "key", undefined, () => calls++ * 50_000),
      /not ready after 120 s; the last answer: still loading/,
    ),
  );
});

test("only an answer of the known shape says that a model cannot be loaded", () => {
  assert.equal(saysUnloadable('{"code":"unavailable"}'), true);
  for (const answer of ["", "ECONNREFUSED", "null", "[]", '{"code":"model_loading"}']) assert.equal(saysUnloadable(answer), false);
});
