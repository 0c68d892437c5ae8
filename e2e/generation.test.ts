import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateAnswer } from "@steadytext/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { callGenerate } from "./harness/leaving-caller.ts";
import { readEvents } from "./harness/event-stream.ts";
import { generationModel } from "./harness/models.ts";
import { repositoryRoot } from "./harness/repository-root.ts";
import { startService, type Service } from "./harness/service.ts";

const golden = z.array(
  z.object({ name: z.string(), request: z.looseObject({ prompt: z.string() }), tokens: z.array(z.int()), text: z.string() }),
);
const goldens = golden.parse(JSON.parse(readFileSync(join(repositoryRoot, "packages/llm/golden/generations.json"), "utf8")));
const tokenEvent = z.strictObject({ token: z.int(), text: z.string(), index: z.int() });

let service: Service;
beforeAll(async () => {
  service = await startService([generationModel()]);
});
afterAll(() => service?.close());

async function generated(body: object, headers: Readonly<Record<string, string>> = {}) {
  const response = await service.post("/generate", body, headers);
  expect(response.status).toBe(200);
  return { answer: generateAnswer.parse(await response.json()), headers: response.headers };
}

async function streamed(body: object) {
  const response = await service.post("/generate", { ...body, stream: true });
  expect(response.status).toBe(200);
  const events = await readEvents(response);
  expect(events.at(-1)).toBe("[DONE]");
  return {
    pieces: events.slice(0, -2).map((event) => tokenEvent.parse(JSON.parse(event))),
    last: generateAnswer.parse(JSON.parse(events.at(-2) as string)),
    cache: response.headers.get("x-steadytext-cache"),
  };
}

describe.each(goldens)("the pinned prompt $name", ({ request, tokens, text }) => {
  it("gives the pinned tokens when streamed, and the same transcript from the cache", async () => {
    const live = await streamed(request);
    expect(live.cache).toBe("MISS");
    expect(live.pieces.map(({ token }) => token)).toEqual(tokens);
    expect(live.pieces.map((piece) => piece.text).join("")).toBe(text);
    await expect.poll(async () => (await generated(request)).headers.get("x-steadytext-cache")).toBe("HIT");
    const replayed = await streamed(request);
    expect(replayed.cache).toBe("HIT");
    expect(replayed.pieces).toEqual(live.pieces);
    expect(replayed.last).toEqual({ ...live.last, cached: true });
  });

  it("gives the pinned text when computed anew after the replica was evicted", async () => {
    await service.evictReplica();
    const { answer, headers } = await generated({ ...request, cache: { no_cache: true, no_store: true } });
    expect(headers.get("x-steadytext-cache")).toBe("BYPASS");
    expect(answer).toMatchObject({ text, cached: false });
  });
});

describe("a generation", () => {
  const request = { prompt: "Name three colours.", max_tokens: 16, temperature: 0.9, seed: 7 };

  it("is found by its own tenant only", async () => {
    await generated(request);
    await expect.poll(async () => (await generated(request)).answer.cached).toBe(true);
    const foreign = await generated(request, { "x-api-key": service.otherKey });
    expect(foreign.answer.cached).toBe(false);
    expect(foreign.answer.text).toBe((await generated(request)).answer.text);
  });

  it("is the same beside others as alone", async () => {
    const bodies = goldens.slice(0, 6).map((each) => ({ ...each.request, cache: { no_cache: true, no_store: true } }));
    const answers = await Promise.all(bodies.map((body) => generated(body)));
    expect(answers.map(({ answer }) => answer.text)).toEqual(goldens.slice(0, 6).map((each) => each.text));
  });

  it("that does not fit is refused with both numbers", async () => {
    const response = await service.post("/generate", { prompt: "word ".repeat(1500), raw: true });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "context_length_exceeded", n_prompt_tokens: expect.any(Number), n_ctx: 1024 });
  });
});

describe("a caller who goes away", () => {
  /** The model goes on counting until it is stopped. */
  const endless = { prompt: " one two three four".repeat(5), raw: true, max_tokens: 512, stream: true };
  const timesLeft = () => service.harness.getLogs().filter(({ message }) => message.includes("reader_left")).length;

  it("while it reads a stream stops the generation, and nothing is stored", async () => {
    const caller = await callGenerate(service, endless);
    // Ten turns of the one thread: by then the engine is at it.
    for (let turn = 0; turn < 10; turn++) await service.get("/health");
    caller.leave();
    await expect.poll(timesLeft, { timeout: 10_000 }).toBe(1);
    expect((await service.post("/generate", endless, { "cache-control": "only-if-cached" })).status).toBe(504);
  });
});

describe("the tokenizer's routes", () => {
  it("give back any text they took", async () => {
    for (const content of ["Hello, world!", "naïve café 東京 👩‍👩‍👧 \u0000\t", "<|im_end|> is plain text"]) {
      const { tokens } = (await (await service.post("/tokenize", { content })).json()) as { tokens: number[] };
      expect(await (await service.post("/detokenize", { tokens })).json()).toEqual({ content });
    }
  });
});
