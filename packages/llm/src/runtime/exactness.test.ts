import type { EffectiveGenerateRequest, Generation } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryRequest } from "../test-support/arbitrary-request.ts";
import { generationOf, PATIENT } from "../test-support/collect.ts";
import { tinyRuntime } from "../test-support/tiny-runtime.ts";
import type { Runtime } from "./runtime.ts";

const plain = await tinyRuntime({ keepsPrefixes: false, speculates: false, stepRows: 1 });
const known = new Map<string, Generation>();

/** What a request gives on a runtime of its own: a token a step, nothing reused. */
async function alone(request: EffectiveGenerateRequest): Promise<Generation> {
  const key = JSON.stringify(request);
  const generation = known.get(key) ?? (await generationOf(plain.generate(request, PATIENT)));
  known.set(key, generation);
  return generation;
}

async function allAlone(requests: readonly EffectiveGenerateRequest[]): Promise<Generation[]> {
  const generations: Generation[] = [];
  for (const request of requests) generations.push(await alone(request));
  return generations;
}

function together(runtime: Runtime, requests: readonly EffectiveGenerateRequest[]): Promise<Generation[]> {
  return Promise.all(requests.map((request) => generationOf(runtime.generate(request, PATIENT))));
}

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await PATIENT.yieldTask();
};

describe("tokens and log-probabilities are the same, bit for bit", () => {
  const requests = fc.array(arbitraryRequest, { minLength: 2, maxLength: 8 });
  const options = fc.record({
    stepRows: fc.integer({ min: 1, max: 16 }),
    pages: fc.integer({ min: 4, max: 24 }),
    keepsPrefixes: fc.boolean(),
  });

  it("with any neighbours, any chunking, with and without prefixes and speculation, and again after eviction", async () => {
    await fc.assert(
      fc.asyncProperty(requests, options, async (all, options) => {
        const runtime = await tinyRuntime(options);
        const expected = await allAlone(all);
        expect(await together(runtime, all)).toEqual(expected);
        expect(await together(runtime, all.toReversed())).toEqual(expected.toReversed());
        expect(runtime.load).toMatchObject({ freePages: options.pages, running: 0, waiting: 0 });
      }),
      { numRuns: 60 },
    );
  });

  interface Guest {
    readonly request: EffectiveGenerateRequest;
    readonly arrivesAfter: number;
    /** Events after which it leaves; null stays. */
    readonly leavesAfter: number | null;
    /** Turns that pass between two of its reads. */
    readonly idles: number;
  }
  const guest: fc.Arbitrary<Guest> = fc.record({
    request: arbitraryRequest,
    arrivesAfter: fc.nat(30),
    leavesAfter: fc.option(fc.nat(12), { freq: 3 }),
    idles: fc.constantFrom(0, 0, 0, 1, 9),
  });

  async function visit(runtime: Runtime, { request, arrivesAfter, leavesAfter, idles }: Guest): Promise<Generation | null> {
    await turns(arrivesAfter);
    const events = runtime.generate(request, PATIENT, JSON.stringify(request.prompt).slice(0, 10));
    for (let read = 0; ; read++) {
      const next = events.next();
      if (read === leavesAfter) {
        await turns(idles);
        await events.return();
        await next;
        return null;
      }
      const event = await next;
      if (event.done) throw new Error("a generation ended without a last event");
      if (event.value.type === "error") throw new Error(event.value.error.message);
      if (event.value.type === "done") return event.value.generation;
      await turns(idles);
    }
  }

  it("for any coming and going; no page is lost, and everybody who stays is served", async () => {
    const schedule = fc.array(guest, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(schedule, fc.integer({ min: 4, max: 12 }), async (guests, pages) => {
        const runtime = await tinyRuntime({ pages });
        const answers = await Promise.all(guests.map((one) => visit(runtime, one)));
        expect(runtime.load).toMatchObject({ freePages: pages, running: 0, waiting: 0 });
        const stayed = guests.filter((_, i) => answers[i] !== null);
        expect(answers.filter((answer) => answer !== null)).toEqual(await allAlone(stayed.map(({ request }) => request)));
      }),
      { numRuns: 500 },
    );
  });
});

describe("speculation", () => {
  it("takes a text that repeats itself in fewer steps, and ends it where plain decoding would", async () => {
    let steps = 0;
    const counting = { ...PATIENT, yieldTask: async () => void (steps += 1) };
    const stepsOf = async (runtime: Runtime, request: EffectiveGenerateRequest) => {
      steps = 0;
      const generation = await generationOf(runtime.generate(request, counting));
      expect(generation).toEqual(await alone(request));
      return steps;
    };
    const runtime = await tinyRuntime();
    const repeating = {
      ...fc.sample(arbitraryRequest, { numRuns: 1, seed: 1 })[0]!,
      prompt: { text: "a" },
      logitBias: [[123, 100]] as const,
    };
    const request = { ...repeating, presencePenalty: 0, frequencyPenalty: 0, stop: [] };
    expect(await stepsOf(plain, { ...request, maxTokens: 100 })).toBe(100);
    for (const maxTokens of [100, 99, 98, 97]) expect(await stepsOf(runtime, { ...request, maxTokens })).toBeLessThan(30);
    for (const length of [31, 32, 33, 34]) await stepsOf(runtime, { ...request, maxTokens: 100, stop: ["x".repeat(length)] });
  });
});

describe("a prefix", () => {
  const request = (text: string): EffectiveGenerateRequest => ({
    ...fc.sample(arbitraryRequest, { numRuns: 1, seed: 1 })[0]!,
    prompt: { text },
  });

  async function reused(runtime: Runtime, prompt: string, scope: string): Promise<number | undefined> {
    const events = runtime.generate(request(prompt), PATIENT, scope);
    const first = await events.next();
    for await (const _ of events) continue;
    return first.value?.type === "started" ? first.value.prefixTokens : undefined;
  }

  it("is reused by whole pages within its scope, and in no other one", async () => {
    const runtime = await tinyRuntime();
    const prompt = "x".repeat(200);
    expect(await reused(runtime, prompt, "tenant:a")).toBe(0);
    expect(await reused(runtime, `${prompt}y`, "tenant:a")).toBe(192);
    expect(await reused(runtime, prompt.slice(0, 130), "tenant:a")).toBe(128);
    expect(await reused(runtime, prompt.slice(0, 128), "tenant:a")).toBe(64);
    expect(await reused(runtime, prompt, "tenant:b")).toBe(0);
  });

  it("grows by what was generated", async () => {
    const runtime = await tinyRuntime();
    const x = runtime.tokenize("x", { parseSpecial: false, addSpecial: false });
    const logitBias = [[x.ok ? x.value.tokens[0]! : -1, 100]] as const;
    const first = { ...request("x".repeat(60)), maxTokens: 100, stop: [], logitBias, presencePenalty: 0, frequencyPenalty: 0 };
    const { text } = await generationOf(runtime.generate(first, PATIENT, "s"));
    expect(text).toBe("x".repeat(100));
    expect(await reused(runtime, "x".repeat(159), "s")).toBe(128);
  });
});
