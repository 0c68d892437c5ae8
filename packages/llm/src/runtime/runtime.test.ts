import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { eventsOf, generationOf, PATIENT, requestOf } from "../test-support/collect.ts";
import { tinyMetadata, tinyModel } from "../test-support/tiny-model.ts";
import { loadBytes as load, TINY_CONTEXT, tinyRuntime as tiny } from "../test-support/tiny-runtime.ts";
import type { Runtime } from "./runtime.ts";

const CONTEXT = TINY_CONTEXT;
const sampled = (prompt: string, seed: number) => requestOf({ prompt, seed, temperature: 1, max_tokens: 20 });

describe("a runtime's generations", () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await tiny();
  });

  it("are a function of model and request: chunking, batch size and neighbours change nothing", async () => {
    const requests = [requestOf({ prompt: "hello world 12 é", max_tokens: 30 }), sampled("hello", 1), sampled("x".repeat(100), 2)];
    const alone = [];
    for (const request of requests) alone.push(await generationOf(runtime.generate(request, PATIENT)));
    for (const stepRows of [1, 3, 16]) {
      const other = await tiny({ stepRows, pages: 12 });
      const together = await Promise.all(requests.map((request) => generationOf(other.generate(request, PATIENT))));
      expect(together).toEqual(alone);
    }
  });

  it("change with the seed above temperature 0, and only there", async () => {
    const [a, b, again] = [
      await generationOf(runtime.generate(sampled("hello", 1), PATIENT)),
      await generationOf(runtime.generate(sampled("hello", 2), PATIENT)),
      await generationOf(runtime.generate(sampled("hello", 1), PATIENT)),
    ];
    expect(again).toEqual(a);
    expect(b.pieces).not.toEqual(a.pieces);
  });

  it("stop at max_tokens, and count what they did", async () => {
    for (const max_tokens of [1, 2, 17]) {
      const { pieces, usage, finishReason, stopType } = await generationOf(
        runtime.generate(requestOf({ prompt: "hello", max_tokens, raw: true }), PATIENT),
      );
      expect(pieces.length).toBe(max_tokens);
      expect(usage).toEqual({ promptTokens: 1, completionTokens: max_tokens });
      expect({ finishReason, stopType }).toEqual({ finishReason: "length", stopType: "limit" });
    }
  });

  it("stop at a stop string, whose text is the same text cut short", async () => {
    const whole = await generationOf(runtime.generate(requestOf({ prompt: "hello", max_tokens: 40 }), PATIENT));
    const characters = [...whole.text];
    for (const from of [0, 3, 10]) {
      const stop = characters.slice(from, from + 3).join("");
      const { text, stopType } = await generationOf(runtime.generate(requestOf({ prompt: "hello", max_tokens: 40, stop }), PATIENT));
      expect(stopType).toBe("word");
      expect(text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
    }
  });

  it("give their pages back however they end", async () => {
    const request = requestOf({ prompt: "hello", max_tokens: 50 });
    const { freePages } = runtime.load;
    const early = runtime.generate(request, PATIENT);
    await early.next();
    expect(runtime.load.freePages).toBeLessThan(freePages);
    await early.return();
    expect(runtime.load.freePages).toBe(freePages);
    await generationOf(runtime.generate(request, PATIENT));
    expect(runtime.load.freePages).toBe(freePages);
  });

  it("stop when they are cancelled or too late, with the code that says so", async () => {
    let steps = 0;
    const host = { ...PATIENT, yieldTask: async () => void (steps += 1) };
    const cancelled = await eventsOf(
      runtime.generate(requestOf({ prompt: "hello", max_tokens: 50 }), { ...host, cancelled: () => steps > 5 }),
    );
    expect(cancelled.at(-1)).toMatchObject({ type: "error", error: { code: "cancelled" } });
    expect(cancelled.length).toBeLessThan(7);
    const late = await eventsOf(runtime.generate(requestOf({ prompt: "hello", max_tokens: 50 }), { ...host, now: () => 5, deadlineMs: 5 }));
    expect(late).toMatchObject([{ type: "error", error: { code: "deadline_exceeded" } }]);
    expect(runtime.load.freePages).toBe(runtime.load.pages);
  });

  it("wait their turn for pages, and are turned away when too many wait", async () => {
    const busy = await tiny({ queueLimit: 1 });
    const whole = requestOf({ prompt: "hello", max_tokens: 200 });
    const first = busy.generate(whole, PATIENT);
    await first.next();
    const second = generationOf(busy.generate(whole, PATIENT));
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(busy.load.waiting).toBe(1);
    expect(await eventsOf(busy.generate(whole, PATIENT))).toMatchObject([{ type: "error", error: { code: "overloaded" } }]);
    await first.return();
    expect((await second).usage.completionTokens).toBeGreaterThan(0);
  });

  it("name both numbers when a prompt does not fit", async () => {
    const events = await eventsOf(runtime.generate(requestOf({ prompt: "x".repeat(300), max_tokens: 20, raw: true }), PATIENT));
    expect(events).toMatchObject([
      { type: "error", error: { code: "context_length_exceeded", details: { n_prompt_tokens: 300, n_ctx: CONTEXT, max_tokens: 20 } } },
    ]);
    const fits = requestOf({ prompt: "x".repeat(CONTEXT - 20), max_tokens: 20, raw: true });
    expect((await generationOf(runtime.generate(fits, PATIENT))).usage.promptTokens).toBe(CONTEXT - 20);
    expect(runtime.encodePrompt(requestOf({ prompt: "x".repeat(CONTEXT - 19), max_tokens: 20, raw: true }))).toMatchObject({ ok: false });
  });

  it("parse special tokens in raw prompts only", () => {
    const raw = runtime.encodePrompt(requestOf({ prompt: "<|im_end|>", raw: true }));
    expect(raw).toEqual({ ok: true, value: [2] });
    const chat = runtime.encodePrompt(requestOf({ prompt: "<|im_end|>" }));
    expect(chat.ok && chat.value.filter((token) => token < 3)).toEqual([1, 2, 1]);
  });
});

describe("loading", () => {
  const { bytes: file, boundaries } = tinyModel();

  it("tells what was loaded", async () => {
    expect((await tiny()).info.usesPlainSimd).toBe(false);
    expect((await tiny({ contextLength: 100_000 })).info).toMatchObject({ name: "tiny", contextLength: CONTEXT, vocab: 272 });
    expect((await tiny({ contextLength: 100 })).info.contextLength).toBe(100);
    expect((await tiny({ pages: 1 })).info.contextLength).toBe(64);
  });

  it("hashes every byte once, in order, and refuses a file that is not the one announced", async () => {
    const seen: Uint8Array[] = [];
    const check = (matches: boolean) => ({ update: (chunk: Uint8Array) => void seen.push(chunk), matches: () => matches });
    expect((await load(file, { digestCheck: check(true) })).ok).toBe(true);
    expect(Buffer.concat(seen).equals(file)).toBe(true);
    expect(await load(file, { digestCheck: check(false) })).toMatchObject({
      ok: false,
      error: { code: "invalid_model", details: { fault: "digest_mismatch" } },
    });
  });

  it("answers a file cut anywhere with a named error", async () => {
    const ends = [...boundaries.slice(1), file.length].flatMap((boundary) => [boundary - 1, boundary]).filter((end) => end < file.length);
    for (const end of ends.filter((_, i) => i % 40 === 0 || i > ends.length - 40)) {
      expect(await load(file.subarray(0, end), { sizeBytes: file.length }), `cut at ${end}`).toMatchObject({
        ok: false,
        error: { code: "invalid_model" },
      });
    }
  });

  it("answers any flipped byte of the header with a named error or a model that works", async () => {
    const header = boundaries.at(-1) ?? 0;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: header - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = file.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const loaded = await load(damaged);
        const generate = (runtime: Runtime) =>
          eventsOf(runtime.generate(requestOf({ prompt: "hello", max_tokens: 1, raw: true }), PATIENT));
        const outcome = loaded.ok ? (await generate(loaded.value)).at(-1)?.type : loaded.error.code;
        expect(outcome).toBeOneOf(["done", "error", "invalid_model"]);
      }),
      { numRuns: 300 },
    );
  });

  it("refuses weights that are not finite", async () => {
    const damaged = file.slice();
    damaged.set([0xff, 0x7f], boundaries.at(-1) ?? 0);
    expect(await load(damaged)).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "non_finite_weights" } } });
  });

  it("serves raw prompts of a file without a chat template, and says so for others", async () => {
    const { "tokenizer.chat_template": _, ...bare } = tinyMetadata();
    const loaded = await load(tinyModel(bare).bytes);
    if (!loaded.ok) throw new Error(loaded.error.message);
    expect(loaded.value.encodePrompt(requestOf({ prompt: "hello", raw: true })).ok).toBe(true);
    expect(loaded.value.encodePrompt(requestOf({ prompt: "hello" }))).toMatchObject({
      ok: false,
      error: { code: "invalid_request", param: "raw" },
    });
  });
});
