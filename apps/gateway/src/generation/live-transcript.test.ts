import type { Generation } from "@steadytext/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chatDialect } from "../openai/chat-dialect.ts";
import { completionDialect } from "../openai/completion-dialect.ts";
import { replay, type AnswerFacts, type Dialect } from "./dialect.ts";
import type { ReadStep } from "./event-reader.ts";
import { liveTranscript, type StepSource, type TranscriptEnd } from "./live-transcript.ts";
import { nativeDialect } from "./native-dialect.ts";

const text = fc.string({ unit: "binary", maxLength: 6 }).filter((value) => value.isWellFormed());
const logprob = fc.double({ max: 0, noNaN: true, noDefaultInfinity: true });
const bytes = fc.array(fc.nat(255), { maxLength: 3 });
const likely = fc.record({ token: fc.nat(), logprob, bytes });
const told = { token: fc.nat(), text, logprob, bytes, top: fc.array(likely, { maxLength: 3 }) };
const pieces = fc.oneof(fc.array(fc.record({ token: fc.nat(), text }), { maxLength: 12 }), fc.array(fc.record(told), { maxLength: 4 }));
const generations = fc.tuple(pieces, fc.option(pieces, { nil: undefined })).map(([pieces, prompt]): Generation => {
  const usage = { promptTokens: 3, completionTokens: pieces.length };
  const text = pieces.map((piece) => piece.text).join("");
  return { ...(prompt && { prompt }), text, pieces, finishReason: "length", stopType: "limit", usage };
});

const FACTS: AnswerFacts = {
  identity: { name: "m", version: "1", modelDigest: "a".repeat(64), engineDigest: "b".repeat(64), created: 1, contextLength: 64 },
  digest: "c".repeat(64),
};
const CONTEXT = { requestId: "r", family: "native", origin: "https://api.test" } as const;
const native = (): Dialect => nativeDialect(FACTS, CONTEXT);

function stepsOf(generation: Generation): ReadStep[] {
  const tokens = generation.pieces.map((piece, index) => ({ type: "token", index, ...piece }) as const);
  const prompt = generation.prompt ? [{ type: "prompt", pieces: generation.prompt } as const] : [];
  return [...prompt, ...tokens, { type: "done", generation }];
}

function source(steps: readonly ReadStep[]): StepSource {
  const rest = [...steps];
  return { next: async () => rest.shift() ?? { type: "waiting" }, cancel: vi.fn<StepSource["cancel"]>(async () => undefined) };
}

type Complete = TranscriptEnd["complete"];

function live(
  steps: readonly ReadStep[],
  dialect = native(),
  complete: Complete = () => undefined,
  differs: TranscriptEnd["differs"] = () => undefined,
): Promise<string> {
  const [first = { type: "waiting" } as const, ...rest] = steps;
  return new Response(liveTranscript(source(rest), first, dialect, { complete, differs })).text();
}

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

describe("liveTranscript", () => {
  test("is, byte for byte, the replay but for cached, and its pieces add up to the text", async () => {
    await fc.assert(
      fc.asyncProperty(generations, async (generation) => {
        const transcript = await live(stepsOf(generation));
        expect(transcript.replace('"cached":false', '"cached":true')).toBe(replay(native(), generation));
        const data = transcript.split("\n").filter((line) => line.startsWith("data: {"));
        const pieces = data.slice(0, -1).map((line) => (JSON.parse(line.slice(6)) as { text: string }).text);
        expect(pieces.join("")).toBe(generation.text);
      }),
    );
  });

  test.each([
    ["chat", () => chatDialect(FACTS, CONTEXT, true)],
    ["completions", () => completionDialect(FACTS, CONTEXT, true)],
  ] as const)("is, byte for byte, the replay of %s", async (_, dialect) => {
    await fc.assert(
      fc.asyncProperty(generations, async (generation) => {
        const complete = vi.fn<Complete>();
        const transcript = await live(stepsOf(generation), dialect(), complete);
        expect(transcript).toBe(replay(dialect(), generation));
        expect(complete).toHaveBeenCalledOnce();
      }),
    );
  });

  test("gives every event its index as id, and ends with the marker", async () => {
    const generation: Generation = {
      text: "a\n",
      pieces: [
        { token: 5, text: "a" },
        { token: 6, text: "\n" },
      ],
      finishReason: "stop",
      stopType: "eos",
      usage: { promptTokens: 1, completionTokens: 2 },
    };
    expect(await live(stepsOf(generation))).toBe(
      [
        'id: 0\ndata: {"token":5,"text":"a","index":0}\n\n',
        'id: 1\ndata: {"token":6,"text":"\\n","index":1}\n\n',
        'id: 2\ndata: {"text":"a\\n","cached":false,"model":"m","finish_reason":"stop","stop_type":"eos",',
        '"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n',
        "id: 3\ndata: [DONE]\n\n",
      ].join(""),
    );
  });

  test("reports the whole generation once, and only a whole one", async () => {
    const [generation] = fc.sample(generations, { numRuns: 1, seed: 1 });
    const complete = vi.fn<Complete>();
    await live([{ type: "error", error: { code: "unavailable", message: "m" } }], native(), complete);
    await live([{ type: "capped", generation: generation as Generation }], native(), complete);
    expect(complete).not.toHaveBeenCalled();
    await live(stepsOf(generation as Generation), native(), complete);
    expect(complete).toHaveBeenCalledExactlyOnceWith(generation);
  });

  test("reports a generation that differs from what was streamed as that, not as complete", async () => {
    const generation: Generation = {
      text: "a",
      pieces: [{ token: 5, text: "a" }],
      finishReason: "stop",
      stopType: "eos",
      usage: { promptTokens: 1, completionTokens: 1 },
    };
    const complete = vi.fn<Complete>();
    const differs = vi.fn<TranscriptEnd["differs"]>();
    await live(
      [
        { type: "token", token: 6, text: "a", index: 0 },
        { type: "done", generation },
      ],
      native(),
      complete,
      differs,
    );
    expect(complete).not.toHaveBeenCalled();
    expect(differs).toHaveBeenCalledOnce();
  });

  test("a failure in the middle is an event, and no end marker follows it", async () => {
    const transcript = await live([
      { type: "token", token: 5, text: "a", index: 0 },
      { type: "error", error: { code: "overloaded", message: "m" } },
    ]);
    expect(transcript).toBe(
      'id: 0\ndata: {"token":5,"text":"a","index":0}\n\nid: 1\ndata: {"error":"m","code":"overloaded","request_id":"r"}\n\n',
    );
  });

  test("a quiet generation sends comments, which change nothing else", async () => {
    const [generation] = fc.sample(generations, { numRuns: 1, seed: 1 }) as [Generation];
    const steps = stepsOf(generation).flatMap((step): ReadStep[] => [{ type: "waiting" }, step]);
    const transcript = await live([{ type: "waiting" }, ...steps]);
    expect(transcript).toContain(": ping\n\n");
    expect(transcript.replaceAll(": ping\n\n", "")).toBe(await live(stepsOf(generation)));
  });

  test("cancelling it cancels the source", async () => {
    const events = source([]);
    await liveTranscript(events, { type: "waiting" }, native(), { complete: () => undefined, differs: () => undefined }).cancel("gone");
    expect(events.cancel).toHaveBeenCalledExactlyOnceWith("gone");
  });
});
