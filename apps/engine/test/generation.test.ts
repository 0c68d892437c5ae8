import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { effectiveGenerate, generateRequest, type EffectiveGenerateRequest } from "@steadytext/core";
import { beforeAll, describe, expect, it } from "vitest";
import goldens from "../../../packages/llm/golden/generations.json";
import logprobs from "../../../packages/llm/golden/logprobs.json";
import { activate, engine, job, manifest, openStream, putWeights, readAll, run, weightsBytes } from "./published-model.ts";

beforeAll(async () => {
  await putWeights(await weightsBytes());
  await activate(manifest);
});

function effective(body: unknown): EffectiveGenerateRequest {
  const request = effectiveGenerate(generateRequest.parse(body));
  if (!request.ok) throw new Error(request.error.message);
  return request.value;
}

async function generated(request: Partial<EffectiveGenerateRequest>) {
  const result = await run(await job(request));
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function lastLine(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  for (let last = ""; ;) {
    const { done, value } = await reader.read();
    if (done) return last;
    last = new TextDecoder().decode(value);
  }
}

/** A request whose pages are all the pages there are. */
const WHOLE_POOL = { prompt: { text: "Count." }, maxTokens: 1000 };

const STARTED = { type: "started", coalesced: false, engine: "warm" };

describe.each(goldens)("the pinned prompt $name in workerd", ({ request, tokens, text, promptTokens }) => {
  it("gives the pinned tokens, streamed and not, before and after eviction", async () => {
    const whole = await generated(effective(request));
    expect(whole.pieces.map(({ token }) => token)).toEqual(tokens);
    expect(whole).toMatchObject({ text, usage: { promptTokens: promptTokens.length, completionTokens: tokens.length } });
    await evictDurableObject(env.REPLICA.getByName("auto-0"));
    const events = await readAll(await openStream(await job(effective(request))));
    expect(events.at(-1)).toEqual({ type: "done", generation: whole });
    expect(events[0]).toEqual({ ...STARTED, promptTokens: promptTokens.length, prefixTokens: expect.any(Number) });
    expect(events.slice(1, -1)).toEqual(whole.pieces.map((piece, index) => ({ type: "token", ...piece, index })));
  });
});

describe("a model that is loaded anew", () => {
  it("gives the pinned tokens, for another length of context too", async () => {
    await activate({ contextLength: 960 });
    for (const { request, tokens } of goldens.slice(0, 3)) {
      expect((await generated(effective(request))).pieces.map(({ token }) => token)).toEqual(tokens);
    }
    await activate(manifest);
    expect(await engine.describe(null)).toMatchObject({ value: { contextLength: 1024 } });
  });
});

describe("log-probabilities in workerd", () => {
  it("are the pinned ones, bit for bit", async () => {
    const { pieces } = await generated(effective(logprobs.request));
    // Bytes follow from the token: the vocabulary's own tests pin them.
    const pinned = pieces.map(({ token, text, logprob, top = [] }) => ({
      token,
      text,
      logprob,
      top: top.map((likely) => ({ token: likely.token, logprob: likely.logprob })),
    }));
    expect(pinned).toEqual(logprobs.pieces);
  });
});

describe("a prefix", () => {
  it("is reused by whole pages within its scope, and changes no byte", async () => {
    const long = goldens.find(({ name }) => name === "long text to summarise")!;
    const first = async (prefixScope: string) => {
      const events = await readAll(await openStream(await job(effective(long.request), { prefixScope, fresh: true })));
      expect(events.at(-1)).toMatchObject({ generation: { text: long.text } });
      return events[0];
    };
    const promptTokens = long.promptTokens.length;
    expect(await first("tenant:one")).toEqual({ ...STARTED, promptTokens, prefixTokens: 0 });
    expect(await first("tenant:one")).toEqual({ ...STARTED, promptTokens, prefixTokens: Math.floor((promptTokens - 1) / 64) * 64 });
    expect(await first("tenant:two")).toMatchObject({ prefixTokens: 0 });
  });
});

describe("a bias", () => {
  it("of a token that the model does not have is refused", async () => {
    const events = await readAll(await openStream(await job({ logitBias: [[49_152, 1]] })));
    expect(events).toMatchObject([{ type: "error", error: { code: "invalid_request", param: "logit_bias" } }]);
  });
});

describe("generations side by side", () => {
  it("are each what they are alone", async () => {
    const requests = goldens.slice(0, 5).map(({ request }) => effective(request));
    const together = await Promise.all(requests.map((request) => generated(request)));
    expect(together.map(({ text }) => text)).toEqual(goldens.slice(0, 5).map(({ text }) => text));
  });
});

describe("a stream", () => {
  it("that is cancelled frees its pages", async () => {
    const reader = (await openStream(await job(WHOLE_POOL))).getReader();
    await reader.read();
    await reader.cancel();
    expect((await generated({ ...WHOLE_POOL, maxTokens: 990, stop: [" "] })).stopType).toBe("word");
  });

  it("that nobody reads ends at its deadline and frees its pages", async () => {
    const reader = (await openStream(await job(WHOLE_POOL, { timeoutMs: 300 }))).getReader();
    await reader.read();
    expect((await generated({ ...WHOLE_POOL, maxTokens: 990, stop: [" "] })).stopType).toBe("word");
    expect(await lastLine(reader)).toContain('"deadline_exceeded"');
  });

  it("ends with deadline_exceeded when it takes too long", async () => {
    const events = await readAll(await openStream(await job({ maxTokens: 400 }, { timeoutMs: 50 })));
    expect(events.at(-1)).toMatchObject({ type: "error", error: { code: "deadline_exceeded" } });
  });
});

describe("a request", () => {
  it("made for another model or other rules is told so", async () => {
    for (const other of [{ modelDigest: "f".repeat(64) }, { engineDigest: "f".repeat(64) }]) {
      expect(await engine.stream(await job({}, other))).toMatchObject({ ok: false, error: { code: "model_changed" } });
    }
  });

  it("that does not fit is refused with both numbers", async () => {
    const result = await run(await job({ prompt: { text: "word ".repeat(1200) } }));
    expect(result).toMatchObject({ ok: false, error: { code: "context_length_exceeded", details: { n_ctx: 1024 } } });
  });

  it("past the queue's bound is refused at once", async () => {
    const different = (i: number) => job(WHOLE_POOL, { requestDigest: `${i}`.padStart(64, "0") });
    const holder = (await openStream(await different(0))).getReader();
    await holder.read();
    const waiting = Array.from({ length: 33 }, async (_, i) => (await openStream(await different(i + 1))).getReader());
    const readers = await Promise.all(waiting);
    const first = readers.map((reader) => reader.read());
    const refused = await Promise.race(first);
    expect(new TextDecoder().decode(refused.value)).toContain('"overloaded"');
    await Promise.all([holder, ...readers].map((reader) => reader.cancel()));
  });
});

describe("tokens", () => {
  it("of any text become that text again", async () => {
    for (const content of ["Hello, world!", "naïve 東京 👩‍👩‍👧 \u0000\t", "<|im_end|>"]) {
      const encoded = await engine.tokenize({ model: manifest.name, content, addSpecial: false, parseSpecial: false });
      if (!encoded.ok) throw new Error(encoded.error.message);
      const decoded = await engine.detokenize(manifest.name, encoded.value.tokens);
      expect(decoded.ok && new TextDecoder().decode(decoded.value)).toBe(content);
    }
  });

  it("outside the vocabulary are refused", async () => {
    expect(await engine.detokenize(manifest.name, [49_152])).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  });
});
