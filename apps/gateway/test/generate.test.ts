import { fail, generateAnswer, ok } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";
import { engine, ENGINE_IDENTITY, eventLines, eventsOf, GENERATION } from "./stand-ins/engine.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const body = { prompt: "Hello" };

describe("POST /generate", () => {
  test("answers a miss from the engine, stores it, and answers the next from the cache with the same body but for cached", async () => {
    const gateway = newGateway();
    const first = await send(gateway, "/generate", { body });
    expect(first.status).toBe(200);
    expect(first.headers.get("x-steadytext-cache")).toBe("MISS");
    expect(first.headers.get("x-steadytext-prefix-tokens")).toBe("5");
    expect(first.headers.get("x-steadytext-model")).toBe(`tiny-chat@sha256:${"a".repeat(64)}`);
    const live = await parsed(first, generateAnswer);
    await first.settled();
    const second = await send(gateway, "/generate", { body });
    expect(second.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(second.headers.has("x-steadytext-prefix-tokens")).toBe(false);
    expect(second.headers.get("x-steadytext-digest")).toBe(first.headers.get("x-steadytext-digest"));
    expect(await parsed(second, generateAnswer)).toEqual({ ...live, cached: true });
    expect(live).toMatchObject({ text: GENERATION.text, cached: false, model: "tiny-chat", usage: { total_tokens: 11 } });
    expect(engine.jobs).toHaveLength(1);
  });

  test("tells log-probabilities, and the same ones from the cache and in a stream", async () => {
    const pieces = GENERATION.pieces.map((piece, i) => ({
      ...piece,
      logprob: -(i + 1) / 3,
      bytes: [i],
      top: [{ token: piece.token, logprob: -(i + 1) / 3, bytes: [i] }],
    }));
    engine.does.stream = async () => ok(eventLines(eventsOf({ ...GENERATION, pieces })));
    const gateway = newGateway();
    const asked = { ...body, return_logprobs: true };
    const first = await send(gateway, "/generate", { body: asked });
    const live = await parsed(first, generateAnswer);
    await first.settled();
    expect(engine.jobs[0]?.request.logprobs).toBe(5);
    expect(live.logprobs).toEqual(pieces.map(({ token, logprob }) => ({ token, logprob, top: [{ token, logprob }] })));
    expect(await parsed(await send(gateway, "/generate", { body: asked }), generateAnswer)).toEqual({ ...live, cached: true });
    const stream = await (await send(gateway, "/generate", { body: { ...asked, stream: true } })).text();
    expect(stream).toContain('data: {"token":12,"text":"","index":1,"logprob":-0.6666666666666666,"top":[{"token":12');
    expect(stream).toContain(JSON.stringify(live.logprobs));
  });

  test("keeps tenants apart: the same request of another tenant is a miss", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/generate", { body })).settled();
    const other = await send(gateway, "/generate", { body, key: keyText("globex") });
    await other.settled();
    expect(other.headers.get("x-steadytext-cache")).toBe("MISS");
    expect([...cache.entries.values()].map((entry) => entry.scope)).toEqual(["tenant:acme", "tenant:globex"]);
  });

  test("hands the engine the effective request, its digest and a deadline", async () => {
    const response = await send(newGateway(), "/generate", { body: { ...body, n_predict: 7, stop: ["b", "a", "b"], eos_string: "END" } });
    expect(engine.jobs).toEqual([
      expect.objectContaining({
        requestDigest: response.headers.get("x-steadytext-digest"),
        modelDigest: ENGINE_IDENTITY.modelDigest,
        engineDigest: ENGINE_IDENTITY.engineDigest,
        prefixScope: "tenant:acme",
        timeoutMs: 120_000,
        request: expect.objectContaining({
          prompt: { messages: [{ role: "user", content: "Hello" }] },
          maxTokens: 7,
          stop: ["END", "a", "b"],
          temperature: 0,
        }),
      }),
    ]);
  });

  test("a caller who goes away before the answer stops the generation, and nothing is stored", async () => {
    let cancelled = false;
    const caller = new AbortController();
    engine.does.stream = async () =>
      ok(
        new ReadableStream<Uint8Array>({
          // As the engine does while it has nothing to tell: only a write shows a source over RPC that its reader is gone.
          pull: async (controller) => {
            await scheduler.wait(1);
            controller.enqueue(new TextEncoder().encode("\n"));
          },
          cancel: () => void (cancelled = true),
        }),
      );
    const answer = send(newGateway(), "/generate", { body, signal: caller.signal });
    await vi.waitUntil(() => engine.jobs.length > 0);
    caller.abort();
    await vi.waitUntil(() => cancelled);
    await (await answer).settled();
    expect(cache.entries.size).toBe(0);
  });

  test("refreshes the model's identity when the engine says it changed, and asks once more", async () => {
    const gateway = newGateway();
    await send(gateway, "/generate", { body });
    const replaced = { ...ENGINE_IDENTITY, version: "2", modelDigest: "f".repeat(64) };
    engine.does.describe = async () => ok(replaced);
    engine.does.stream = async ({ modelDigest }) =>
      modelDigest === replaced.modelDigest ? ok(eventLines(eventsOf(GENERATION))) : fail("model_changed", "changed");
    const response = await send(gateway, "/generate", { body: { prompt: "Again" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-steadytext-model")).toContain(replaced.modelDigest);
  });

  test("tells a model that keeps changing as unavailable", async () => {
    engine.does.stream = async () => fail("model_changed", "changed");
    await expectError(await send(newGateway(), "/generate", { body }), 503, "unavailable");
    expect(engine.jobs).toHaveLength(2);
  });

  test("serves the model by its name and by its alias, and no other", async () => {
    const gateway = newGateway();
    for (const model of ["tiny-chat", "default"]) expect((await send(gateway, "/generate", { body: { ...body, model } })).status).toBe(200);
    await expectError(await send(gateway, "/generate", { body: { ...body, model: "other" } }), 404, "model_not_found", "model");
  });

  test("holds max_tokens to the configured limit, under whichever name", async () => {
    const gateway = newGateway();
    expect((await send(gateway, "/generate", { body: { ...body, max_tokens: 200 } })).status).toBe(200);
    for (const name of ["max_tokens", "max_new_tokens", "n_predict"]) {
      await expectError(await send(gateway, "/generate", { body: { ...body, [name]: 201 } }), 400, "invalid_request", name);
    }
    await send(newGateway({ STEADYTEXT_MAX_TOKENS: "50" }), "/generate", { body });
    expect(engine.jobs.at(-1)?.request.maxTokens).toBe(50);
  });

  test("tells a prompt that does not fit with both numbers", async () => {
    const details = { n_prompt_tokens: 2000, n_ctx: 1024 };
    engine.does.stream = async () => fail("context_length_exceeded", "too long", { param: "prompt", details });
    const told = await expectError(await send(newGateway(), "/generate", { body }), 400, "context_length_exceeded", "prompt");
    expect(told).toMatchObject(details);
  });

  test.each(["model_loading", "overloaded", "unavailable"] as const)("passes on %s with its Retry-After", async (code) => {
    engine.does.stream = async () => fail(code, "busy", { retryAfterSeconds: 7 });
    const response = await send(newGateway(), "/generate", { body });
    expect(response.headers.get("retry-after")).toBe("7");
    await expectError(response, 503, code);
  });

  test("answers hits while the engine can compute nothing", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/generate", { body })).settled();
    engine.does.stream = async () => fail("model_loading", "loading", { retryAfterSeconds: 3 });
    expect((await send(gateway, "/generate", { body })).headers.get("x-steadytext-cache")).toBe("HIT");
    await expectError(await send(gateway, "/generate", { body: { prompt: "Other" } }), 503, "model_loading");
  });

  test("tells an engine that throws as unavailable, without its words", async () => {
    engine.does.stream = async () => {
      throw new Error("canary");
    };
    const told = await expectError(await send(newGateway(), "/generate", { body }), 503, "unavailable");
    expect(JSON.stringify(told)).not.toContain("canary");
  });

  test("stores nothing of a generation that failed", async () => {
    engine.does.stream = async () => fail("deadline_exceeded", "late");
    const response = await send(newGateway(), "/generate", { body });
    await response.settled();
    await expectError(response, 504, "deadline_exceeded");
    expect(cache.entries.size).toBe(0);
  });
});

describe("request digest", () => {
  test.each([
    ["prompt", { prompt: "Hello!" }],
    ["system", { system: "Be brief" }],
    ["raw", { raw: true }],
    ["max_tokens", { max_tokens: 99 }],
    ["temperature", { temperature: 0.5 }],
    ["seed", { temperature: 0.7, seed: 43 }],
    ["top_k", { temperature: 0.7, top_k: 41 }],
    ["top_p", { temperature: 0.7, top_p: 0.9 }],
    ["min_p", { temperature: 0.7, min_p: 0.1 }],
    ["stop", { stop: "x" }],
    ["eos_string", { eos_string: "x y" }],
    ["presence_penalty", { presence_penalty: 0.5 }],
    ["frequency_penalty", { frequency_penalty: 0.5 }],
    ["logit_bias", { logit_bias: { 5: 1 } }],
    ["return_logprobs", { return_logprobs: true }],
  ])("differs with %s", async (_name, change) => {
    const gateway = newGateway();
    const digestOf = async (fields: object) =>
      (await send(gateway, "/generate", { body: { ...body, ...fields } })).headers.get("x-steadytext-digest");
    const base = await digestOf("temperature" in change && Object.keys(change).length > 1 ? { temperature: 0.7 } : {});
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf(change)).not.toBe(base);
  });

  test.each([
    ["stream", { stream: true }],
    ["user", { user: "u" }],
    ["metadata", { metadata: { a: "b" } }],
    ["cache", { cache: { no_cache: true } }],
    ["the default written out", { max_tokens: 100, seed: 42, temperature: 0, eos_string: "[EOS]" }],
    ["the seed of a greedy request", { seed: 7 }],
    ["another name of max_tokens", { n_predict: 100 }],
  ])("is the same with %s", async (_name, change) => {
    const gateway = newGateway();
    const plain = await send(gateway, "/generate", { body });
    const changed = await send(gateway, "/generate", { body: { ...body, ...change } });
    expect(changed.headers.get("x-steadytext-digest")).toBe(plain.headers.get("x-steadytext-digest"));
    await changed.body?.cancel();
  });
});
