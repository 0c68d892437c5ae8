import { embedAnswer, fail, ok } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { cache } from "./stand-ins/cache.ts";
import { embedder, EMBEDDER_IDENTITY, vectorOf } from "./stand-ins/embedder.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

describe("POST /embed", () => {
  test("answers one text with its vector, exact to the float32, and a second time from the cache", async () => {
    const gateway = newGateway();
    const first = await send(gateway, "/embed", { body: { text: "hello" } });
    const answer = await parsed(first, embedAnswer);
    expect(answer).toEqual({
      embedding: [...vectorOf("hello")],
      dimension: 4,
      model: "tiny-embed",
      usage: { prompt_tokens: 5, total_tokens: 5 },
    });
    await first.settled();
    const second = await send(gateway, "/embed", { body: { text: "hello" } });
    expect([first, second].map((response) => response.headers.get("x-steadytext-cache"))).toEqual(["MISS", "HIT"]);
    expect(await parsed(second, embedAnswer)).toEqual(answer);
    expect(embedder.jobs).toHaveLength(1);
    expect(first.headers.get("x-steadytext-digest")).toMatch(/^[0-9a-f]{64}$/);
  });

  test("answers a list in its order, computing only what is missing, each text once, in one call", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/embed", { body: { text: "b" } })).settled();
    embedder.jobs = [];
    const text = ["a", "b", "c", "a"];
    const response = await send(gateway, "/embed", { body: { text } });
    expect(response.headers.get("x-steadytext-cache")).toBe("MISS");
    const answer = await parsed(response, embedAnswer);
    expect(answer).toMatchObject({ embeddings: text.map((one) => [...vectorOf(one)]), usage: { prompt_tokens: 4 } });
    expect(embedder.jobs.map(({ inputs }) => inputs)).toEqual([
      [
        { text: "a", mode: "query" },
        { text: "c", mode: "query" },
      ],
    ]);
    await response.settled();
    expect(cache.entries.size).toBe(3);
    const again = await send(gateway, "/embed", { body: { text } });
    expect(again.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(await parsed(again, embedAnswer)).toEqual(answer);
  });

  test("finds a text again whether it might be cut or not, but never takes a cut one's vector for a whole one's", async () => {
    const gateway = newGateway();
    const status = async (text: string, truncate: boolean) => {
      const response = await send(gateway, "/embed", { body: { text, truncate } });
      await response.settled();
      return response.headers.get("x-steadytext-cache");
    };
    const tooLong = "a".repeat(EMBEDDER_IDENTITY.maxTokens);
    expect([await status("short", true), await status("short", false)]).toEqual(["MISS", "HIT"]);
    expect([await status(tooLong, true), await status(tooLong, false), await status(tooLong, true)]).toEqual(["MISS", "MISS", "HIT"]);
  });

  test("keeps the modes apart, and the tenants", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/embed", { body: { text: "a" } })).settled();
    const passage = await send(gateway, "/embed", { body: { text: "a", mode: "passage" } });
    expect(passage.headers.get("x-steadytext-cache")).toBe("MISS");
    expect(embedder.jobs.flatMap(({ inputs }) => inputs)).toEqual([
      { text: "a", mode: "query" },
      { text: "a", mode: "passage" },
    ]);
  });

  test("cuts to the dimensions asked for, and normalises again", async () => {
    const answer = await parsed(await send(newGateway(), "/embed", { body: { text: "abc", dimensions: 2 } }), embedAnswer);
    const embedding = "embedding" in answer ? answer.embedding : [];
    expect([answer.dimension, embedding.length]).toEqual([2, 2]);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
    expect(embedding.every((value) => Math.fround(value) === value)).toBe(true);
  });

  test("gives one normalised vector for the mean of a list", async () => {
    const gateway = newGateway();
    const answer = await parsed(await send(gateway, "/embed", { body: { text: ["a", "bb"], aggregate: "mean" } }), embedAnswer);
    const embedding = "embedding" in answer ? answer.embedding : [];
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
    const single = await parsed(await send(gateway, "/embed", { body: { text: ["a"], aggregate: "mean" } }), embedAnswer);
    expect(single).toMatchObject({ embedding: [...vectorOf("a")] });
  });

  test.each([
    [{ text: "" }, "text"],
    [{ text: " \n\t" }, "text"],
    [{ text: [] }, "text"],
    [{ text: ["a", " "] }, "text.1"],
    [{ text: Array<string>(33).fill("a") }, "text"],
    [{ text: "\udc00" }, "text"],
    [{ text: "a", dimensions: 0 }, "dimensions"],
    [{ text: "a", dimensions: 5 }, "dimensions"],
    [{ text: "a", aggregate: "sum" }, "aggregate"],
    [{}, "text"],
  ])("refuses %j", async (body, param) => {
    await expectError(await send(newGateway(), "/embed", { body }), 400, "invalid_request", param);
  });

  test("refuses another model and an unknown field by name", async () => {
    await expectError(await send(newGateway(), "/embed", { body: { text: "a", model: "other" } }), 404, "model_not_found", "model");
    await expectError(await send(newGateway(), "/embed", { body: { input: "a" } }), 400, "unknown_field", "input");
  });

  test("refreshes the identity when the embedder says its model changed", async () => {
    const gateway = newGateway();
    await send(gateway, "/embed", { body: { text: "a" } });
    const replaced = { ...EMBEDDER_IDENTITY, modelDigest: "e".repeat(64) };
    embedder.does.describe = async () => ok(replaced);
    const { embed } = embedder.does;
    embedder.does.embed = async (job) => (job.modelDigest === replaced.modelDigest ? embed(job) : fail("model_changed", "changed"));
    const response = await send(gateway, "/embed", { body: { text: "b" } });
    expect(response.headers.get("x-steadytext-model")).toContain(replaced.modelDigest);
  });

  test("stores nothing when the embedder fails or answers with something else", async () => {
    embedder.does.embed = async () => fail("unavailable", "no model");
    const refused = await send(newGateway(), "/embed", { body: { text: "a" } });
    await refused.settled();
    await expectError(refused, 503, "unavailable");
    embedder.does.embed = async () => ok([{ vector: new Uint8Array(8), tokens: 1 }]);
    const wrong = await send(newGateway(), "/embed", { body: { text: "a" } });
    await wrong.settled();
    await expectError(wrong, 500, "internal");
    expect(cache.entries.size).toBe(0);
  });

  test("names the text that is too long by its place in the request, whatever of it was computed", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/embed", { body: { text: "known" } })).settled();
    embedder.does.embed = async ({ inputs }) =>
      fail("context_length_exceeded", "too long", { details: { n_prompt_tokens: 300, n_ctx: 256, index: inputs.length - 1 } });
    const body = { text: ["new", "known", "new", "long"] };
    const error = await expectError(await send(gateway, "/embed", { body }), 400, "context_length_exceeded", "text.3");
    expect(error).toMatchObject({ n_prompt_tokens: 300, n_ctx: 256 });
    await expectError(await send(gateway, "/embed", { body: { text: "long" } }), 400, "context_length_exceeded", "text");
  });

  test("asks and stores as the body's cache field says", async () => {
    const gateway = newGateway();
    const ask = async (cacheField: object) => {
      const response = await send(gateway, "/embed", { body: { text: "a", cache: cacheField } });
      await response.settled();
      return response.headers.get("x-steadytext-cache");
    };
    expect(await ask({ no_store: true })).toBe("MISS");
    expect(cache.entries.size).toBe(0);
    expect(await ask({ ttl: 3600 })).toBe("MISS");
    expect([...cache.entries.values()]).toMatchObject([{ ttlSeconds: 3600 }]);
    expect(await ask({})).toBe("HIT");
    expect(await ask({ no_cache: true })).toBe("BYPASS");
  });

  test("tells the embedder when the caller goes away", async () => {
    const leaving = new AbortController();
    let told = false;
    embedder.does.embed = async (_job, caller) => {
      await caller
        ?.getReader()
        .read()
        .catch(() => undefined);
      told = true;
      return fail("cancelled", "The caller went away");
    };
    const answer = send(newGateway(), "/embed", { body: { text: "a" }, signal: leaving.signal });
    await vi.waitFor(() => expect(embedder.jobs).toHaveLength(1));
    leaving.abort();
    await vi.waitFor(() => expect(told).toBe(true));
    expect((await answer).status).toBe(503);
  });

  test("takes a damaged stored vector as a miss", async () => {
    cache.does.getMany = async (_scope, digests) => ok(digests.map(() => Uint8Array.of(1, 2, 3)));
    const response = await send(newGateway(), "/embed", { body: { text: "a" } });
    expect(response.headers.get("x-steadytext-cache")).toBe("MISS");
    expect(await parsed(response, embedAnswer)).toMatchObject({ embedding: [...vectorOf("a")] });
  });
});
