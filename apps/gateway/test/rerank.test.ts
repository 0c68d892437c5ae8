import { fail, rerankAnswer } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError, expectNestedError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";
import { embedder } from "./stand-ins/embedder.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const key = keyText("reranker");
// The stand-in's vectors tell texts apart by their length and outer letters.
const body = { query: "aa", documents: ["zzzzzzzz", "aa", { text: "ab" }, "aa"] };

describe.each(["/rerank", "/v1/rerank"])("POST %s", (path) => {
  const ask = async (more: object = {}) => parsed(await send(newGateway(), path, { body: { ...body, ...more }, key }), rerankAnswer);

  test("orders documents by cosine, equal ones by their place, and names the method", async () => {
    const answer = await ask();
    expect(answer.results.map(({ index }) => index)).toEqual([1, 3, 2, 0]);
    expect(answer.results[0]).toEqual({ index: 1, relevance_score: expect.closeTo(1, 6) });
    expect(answer).toMatchObject({ method: "embedding-cosine", model: "tiny-embed", usage: { prompt_tokens: 16, total_tokens: 16 } });
  });

  test("tells the best top_n, with their texts on request", async () => {
    const { results } = await ask({ top_n: 3, return_documents: true });
    expect(results.map(({ document }) => document?.text)).toEqual(["aa", "aa", "ab"]);
    expect((await ask({ top_n: 100 })).results).toHaveLength(4);
  });

  test("embeds the query as a query and documents as passages, in one call, and finds all again", async () => {
    const gateway = newGateway();
    const first = await send(gateway, path, { body, key });
    await first.settled();
    const second = await send(gateway, path, { body, key });
    expect([first, second].map(({ headers }) => headers.get("x-steadytext-cache"))).toEqual(["MISS", "HIT"]);
    expect(await second.text()).toBe(await first.text());
    expect(embedder.jobs.map(({ inputs }) => inputs)).toEqual([
      [
        { text: "aa", mode: "query" },
        { text: "zzzzzzzz", mode: "passage" },
        { text: "aa", mode: "passage" },
        { text: "ab", mode: "passage" },
      ],
    ]);
    expect(cache.reads).toBe(2);
  });

  const expectRefusal = path.startsWith("/v1") ? expectNestedError : expectError;

  test.each([
    [{ query: "" }, "query"],
    [{ query: ["a"] }, "query"],
    [{ documents: [] }, "documents"],
    [{ documents: ["a", " "] }, "documents.1"],
    [{ documents: [{ text: "" }] }, "documents.0.text"],
    [{ documents: [{ title: "a" }] }, "documents.0.text"],
    [{ documents: Array<string>(65).fill("a") }, "documents"],
    [{ documents: ["\udfff"] }, "documents.0"],
    [{ top_n: 0 }, "top_n"],
    [{ return_documents: "yes" }, "return_documents"],
  ])("refuses %j", async (wrong, param) => {
    await expectRefusal(await send(newGateway(), path, { body: { ...body, ...wrong }, key }), 400, "invalid_request", param);
  });

  test("names the text that is too long, and a key without the scope", async () => {
    embedder.does.embed = async ({ inputs }) =>
      fail("context_length_exceeded", "too long", { details: { n_prompt_tokens: 300, n_ctx: 256, index: inputs.length - 1 } });
    const tooLong = await expectRefusal(await send(newGateway(), path, { body, key }), 400, "context_length_exceeded", "documents.2");
    expect(tooLong).toMatchObject({ n_prompt_tokens: 300, n_ctx: 256 });
    await expectRefusal(await send(newGateway(), path, { body, key: keyText("embedOnly") }), 403, "insufficient_scope");
  });
});
