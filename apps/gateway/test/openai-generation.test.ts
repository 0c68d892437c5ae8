import { chatAnswer, chatChunk, completionAnswer, fail, ok, type Generation, type TokenPiece } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { engine, ENGINE_IDENTITY, eventLines, eventsOf, GENERATION } from "./stand-ins/engine.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const CHAT = "/v1/chat/completions";
const COMPLETIONS = "/v1/completions";
const messages = [{ role: "user", content: "Hello" }];

/** The `data:` lines of an event stream, but for the end marker, which must be there. */
async function chunksOf(response: Response): Promise<unknown[]> {
  const data = (await response.text()).split("\n\n").filter((event) => event !== "");
  expect(data.pop()).toBe("data: [DONE]");
  return data.map((event) => JSON.parse(event.slice("data: ".length)) as unknown);
}

const likely = (token: number, text: string, logprob: number) => ({ token, logprob, bytes: [...new TextEncoder().encode(text)] });

function scored(token: number, text: string, logprob: number): TokenPiece {
  return { ...likely(token, text, logprob), text, top: [likely(token, text, logprob), { token: 9, logprob: -9, bytes: [0xe2, 0x80] }] };
}

function answers(generation: Generation): void {
  engine.does.stream = async () => ok(eventLines(eventsOf(generation)));
}

describe("POST /v1/chat/completions", () => {
  test("answers as OpenAI does, with nothing that a clock or chance decides", async () => {
    const gateway = newGateway();
    const first = await send(gateway, CHAT, { body: { messages } });
    const digest = first.headers.get("x-steadytext-digest")!;
    const text = await first.text();
    expect(chatAnswer.parse(JSON.parse(text))).toEqual({
      id: `chatcmpl-${digest.slice(0, 32)}`,
      object: "chat.completion",
      created: ENGINE_IDENTITY.created,
      model: ENGINE_IDENTITY.name,
      system_fingerprint: "fp_aaaaaaaabbbbbbbb",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: GENERATION.text, refusal: null },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 },
    });
    await first.settled();
    const hit = await send(gateway, CHAT, { body: { messages, user: "u", metadata: { a: "b" }, n: 1, tools: null } });
    expect(hit.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(await hit.text()).toBe(text);
  });

  test("shares its stored answers with /generate: the same conversation is the same request", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/generate", { body: { prompt: "Hello", system: "s", max_tokens: 7 } })).settled();
    const body = { messages: [{ role: "system", content: "s" }, ...messages], max_completion_tokens: 7 };
    expect((await send(gateway, CHAT, { body })).headers.get("x-steadytext-cache")).toBe("HIT");
  });

  test("streams the same text, and a replay is the live stream byte for byte", async () => {
    const gateway = newGateway();
    const body = { messages, stream: true, stream_options: { include_usage: true } };
    const live = await send(gateway, CHAT, { body });
    const transcript = await live.clone().text();
    const chunks = (await chunksOf(live)).map((chunk) => chatChunk.parse(chunk));
    await live.settled();
    expect(chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? "")).join("")).toBe(GENERATION.text);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: "assistant", content: "" });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 11 } });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    const replayed = await send(gateway, CHAT, { body });
    expect(replayed.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(await replayed.text()).toBe(transcript);
  });

  test("tells log-probabilities by text and bytes, those of unfinished characters too", async () => {
    answers({ ...GENERATION, pieces: [scored(1, GENERATION.text, -0.5)] });
    const response = await send(newGateway(), CHAT, { body: { messages, logprobs: true, top_logprobs: 2 } });
    const { choices } = await parsed(response, chatAnswer);
    const bytes = [...new TextEncoder().encode(GENERATION.text)];
    const told = { token: GENERATION.text, logprob: -0.5, bytes };
    expect(choices[0]?.logprobs?.content).toEqual([
      { ...told, top_logprobs: [told, { token: "bytes:\\xe2\\x80", logprob: -9, bytes: [0xe2, 0x80] }] },
    ]);
    expect(engine.jobs[0]?.request.logprobs).toBe(2);
  });

  test("joins the text parts of a message", async () => {
    const parts = [
      { type: "text", text: "Hel" },
      { type: "text", text: "lo" },
    ];
    await send(newGateway(), CHAT, { body: { messages: [{ role: "user", content: parts }] } });
    expect(engine.jobs[0]?.request.prompt).toEqual({ messages });
  });

  test.each([
    [{ messages: [] }, "invalid_request", "messages"],
    [{ messages: [{ role: "tool", content: "x" }] }, "invalid_request", "messages.0.role"],
    [{ messages: [{ role: "user", content: [{ type: "image_url", text: "x" }] }] }, "invalid_request", "messages.0.content.0.type"],
    [{ messages, tools: [] }, "unsupported_parameter", "tools"],
    [{ messages, n: 2 }, "unsupported_parameter", "n"],
    [{ messages, guided_grammar: "root ::= x" }, "unsupported_parameter", "guided_grammar"],
    [{ messages, top_logprobs: 2 }, "invalid_request", "top_logprobs"],
    [{ messages, max_tokens: 2, max_completion_tokens: 3 }, "invalid_request", "max_tokens"],
    [{ messages, max_tokens: 201 }, "invalid_request", "max_tokens"],
    [{ messages, stream_options: {} }, "invalid_request", "stream_options"],
    [{ messages, temprature: 1 }, "unknown_field", "temprature"],
  ] as const)("refuses %j as %s naming %s", async (body, code, param) => {
    await expectNestedError(await send(newGateway(), CHAT, { body }), 400, code, param);
    expect(engine.jobs).toHaveLength(0);
  });

  test("names the messages where the engine speaks of a prompt", async () => {
    engine.does.stream = async () => fail("context_length_exceeded", "m", { param: "prompt", details: { n_ctx: 1024 } });
    const told = await expectNestedError(
      await send(newGateway(), CHAT, { body: { messages } }),
      400,
      "context_length_exceeded",
      "messages",
    );
    expect(told).toMatchObject({ n_ctx: 1024, type: "invalid_request_error" });
  });
});

describe("POST /v1/completions", () => {
  test("continues a text as it is, without a chat template", async () => {
    const { choices } = await parsed(await send(newGateway(), COMPLETIONS, { body: { prompt: "Hello" } }), completionAnswer);
    expect(choices).toEqual([{ index: 0, text: GENERATION.text, logprobs: null, finish_reason: "stop" }]);
    expect(engine.jobs[0]?.request).toMatchObject({ prompt: { text: "Hello" }, maxTokens: 16, echo: false });
  });

  test("answers several prompts in their order, each found and stored on its own", async () => {
    const gateway = newGateway();
    await (await send(gateway, COMPLETIONS, { body: { prompt: [[1, 2]] } })).settled();
    const response = await send(gateway, COMPLETIONS, { body: { prompt: [[1, 2], [3]] } });
    const { choices, usage } = await parsed(response, completionAnswer);
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(usage).toEqual({ prompt_tokens: 14, completion_tokens: 8, total_tokens: 22 });
    expect(engine.jobs.map(({ request }) => request.prompt)).toEqual([{ tokens: [1, 2] }, { tokens: [3] }]);
    expect(response.headers.get("x-steadytext-cache")).toBe("MISS");
  });

  test("scores a text with echo and no tokens to generate", async () => {
    const first = { token: 5, text: "Hel" };
    answers({
      prompt: [first, scored(6, "lo", -1.5)],
      text: "",
      pieces: [],
      finishReason: "length",
      stopType: "limit",
      usage: { promptTokens: 2, completionTokens: 0 },
    });
    const body = { prompt: "Hello", echo: true, logprobs: 2, max_tokens: 0 };
    const { choices } = await parsed(await send(newGateway(), COMPLETIONS, { body }), completionAnswer);
    expect(choices[0]).toEqual({
      index: 0,
      text: "Hello",
      logprobs: {
        tokens: ["Hel", "lo"],
        token_logprobs: [null, -1.5],
        top_logprobs: [null, { lo: -1.5, "bytes:\\xe2\\x80": -9 }],
        text_offset: [0, 3],
      },
      finish_reason: "length",
    });
  });

  test.each([
    [{ prompt: "a", max_tokens: 0 }, "invalid_request", "max_tokens"],
    [{ prompt: "" }, "invalid_request", "prompt"],
    [{ prompt: [] }, "invalid_request", "prompt"],
    [{ prompt: ["a", 1] }, "invalid_request", "prompt"],
    [{ prompt: [-1] }, "invalid_request", "prompt"],
    [{ prompt: "a", logprobs: 6 }, "invalid_request", "logprobs"],
    [{ prompt: "a", best_of: 2 }, "unsupported_parameter", "best_of"],
    [{ prompt: ["a", "b"], stream: true }, "unsupported_parameter", "stream"],
    [{}, "invalid_request", "prompt"],
  ] as const)("refuses %j as %s", async (body, code, param) => {
    const told = await send(newGateway(), COMPLETIONS, { body });
    expect(told.status).toBe(400);
    const { error } = (await told.json()) as { error: { code: string; param: string } };
    expect([error.code, error.param.split(".")[0]]).toEqual([code, param]);
    expect(engine.jobs).toHaveLength(0);
  });
});
