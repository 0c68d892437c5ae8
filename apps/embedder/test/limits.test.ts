import { exports } from "cloudflare:workers";
import { EmbeddingModel } from "@steadytext/embedding";
import { beforeAll, expect, test, vi } from "vitest";
import { activate, embed, manifest, mustEmbed, putTokenizer, putWeights } from "./published-model.ts";

beforeAll(async () => {
  await Promise.all([putWeights(), putTokenizer(), activate(manifest)]);
  await mustEmbed(["loaded"]);
});

const long = "word ".repeat(300);

test("a text that is too long is refused with both numbers, whatever stands beside it", async () => {
  expect(await embed(["short", long])).toEqual({
    ok: false,
    error: {
      code: "context_length_exceeded",
      message: "The text has 302 tokens and the model takes 256: shorten it, or set truncate to true",
      details: { n_prompt_tokens: 302, n_ctx: 256, index: 1 },
    },
  });
});

test("truncate cuts to what the model takes: the vector is that of the text which just fits", async () => {
  const [cut] = await mustEmbed([long], { truncate: true });
  const [fitting] = await mustEmbed(["word ".repeat(254)]);
  expect(cut?.tokens).toBe(256);
  expect(cut).toEqual(fitting);
});

test.each(["", " \t\n", "\u3000"])("a blank text (%j) is refused", async (text) => {
  expect(await embed(["fine", text])).toMatchObject({ ok: false, error: { code: "invalid_request", details: { index: 1 } } });
});

test("token ids are embedded as they are, and those that the model does not have are refused by their place", async () => {
  const [text] = await mustEmbed(["hello world"]);
  expect(await mustEmbed([[101, 7592, 2088, 102]])).toEqual([text]);
  expect((await mustEmbed([[0, 30_521]]))[0]?.tokens).toBe(2);
  expect(await embed([[101, 102], [30_522]])).toMatchObject({
    ok: false,
    error: { code: "invalid_request", message: expect.stringContaining("0 to 30521"), details: { index: 1 } },
  });
});

test("a job ends at its deadline", async () => {
  expect(await embed(["a", "b"], { timeoutMs: 0 })).toMatchObject({ ok: false, error: { code: "deadline_exceeded" } });
});

test("past its queue an isolate says overloaded, and is free again after the answers", async () => {
  const texts = (job: number) => Array.from({ length: 8 }, (_, i) => `${job}.${i}`);
  const answers = await Promise.all([0, 1, 2].map((job) => embed(texts(job))));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
  expect(answers.find(({ ok }) => !ok)).toMatchObject({ error: { code: "overloaded", retryAfterSeconds: 1 } });
  expect(await mustEmbed(texts(3))).toHaveLength(8);
});

test("the first of several jobs has its answer long before the last is computed", async () => {
  const computing = vi.spyOn(EmbeddingModel.prototype, "embed");
  const jobs = Array.from({ length: 12 }, (_, i) => mustEmbed([`job ${i} ${"word ".repeat(200)}`]));
  const computedBefore = await Promise.all(jobs.map((job) => job.then(() => computing.mock.calls.length)));
  computing.mockRestore();
  expect(Math.min(...computedBefore)).toBeLessThan(4);
});

test("a caller who leaves stops the work between two texts, and makes room at once", async () => {
  const texts = Array.from({ length: 20 }, (_, i) => `${i} ${long}`);
  const { readable, writable } = new IdentityTransformStream();
  const answer = embed(texts, { truncate: true }, readable);
  await expect.poll(async () => (await embed(["another"])).ok).toBe(false);
  await writable.abort("left").catch(() => undefined);
  expect(await answer).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(await embed(["another"])).toMatchObject({ ok: true });
});

test("a caller who stays is answered, and its line is let go", async () => {
  const { readable, writable } = new IdentityTransformStream();
  expect(await embed(["a"], {}, readable)).toEqual(await embed(["a"]));
  await writable.close().catch(() => undefined);
});

test("the Worker has no public route", async () => {
  const response = await exports.default.fetch("http://embedder/");
  expect([response.status, await response.text()]).toEqual([404, ""]);
});
