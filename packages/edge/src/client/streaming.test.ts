import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventStream, json, StandInService } from "../test-support/stand-in-service.ts";

const pieces = ["Hel", "lo", " wörld", "!"];
const usage = { prompt_tokens: 1, completion_tokens: 4, total_tokens: 5 };
const answer = { text: pieces.join(""), cached: false, model: "m", finish_reason: "stop", stop_type: "eos", usage };
const event = (body: unknown, id: number) => `id: ${id}\ndata: ${JSON.stringify(body)}\n\n`;
const tokens = pieces.map((text, index) => event({ token: 100 + index, text, index }, index));
const ending = `${event(answer, 4)}id: 5\ndata: [DONE]\n\n`;
const whole = tokens.join("") + ending;
const digest = { "x-steadytext-digest": "d".repeat(64) };

async function textsOf(stream: AsyncIterable<{ readonly text: string }>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of stream) texts.push(text);
  return texts;
}

/** Cuts text anywhere, also within characters, lines and events. */
function cut(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true, advanceTimeDelta: 20 }));
afterEach(() => void vi.useRealTimers());

describe("a stream", () => {
  it.each([1, 3, 17, 10_000])(
    "gives its tokens however its bytes are cut (%i characters a chunk), and the whole answer at the end",
    async (size) => {
      const service = new StandInService(eventStream([": ping\n\n", ...cut(whole, size)]));
      const stream = service.client().stream("Hi");
      expect(await textsOf(stream)).toEqual(pieces);
      expect(await stream.final()).toEqual(answer);
      expect(stream.meta).toMatchObject({ requestId: "r-1" });
      expect(service.bodies).toEqual([{ prompt: "Hi", stream: true }]);
    },
  );

  it("sends nothing until it is read, and may be read by final() alone", async () => {
    const service = new StandInService(eventStream([whole]));
    const stream = service.client().stream("Hi");
    expect(service.sent).toHaveLength(0);
    expect(await stream.final()).toEqual(answer);
  });

  it("that breaks off is asked for again, and what was given is not given twice", async () => {
    const broken = eventStream([tokens[0]!, tokens[1]!], digest, true);
    const service = new StandInService(broken, eventStream(tokens.slice(0, 3), digest), eventStream([whole], digest));
    const stream = service.client({ retries: 2 }).stream("Hi");
    expect(await textsOf(stream)).toEqual(pieces);
    expect(await stream.final()).toEqual(answer);
    expect(service.sent).toHaveLength(3);
  });

  it("is not spliced from two models", async () => {
    const other = { "x-steadytext-digest": "e".repeat(64) };
    const service = new StandInService(eventStream([tokens[0]!], digest, true), eventStream([whole], other));
    await expect(textsOf(service.client().stream("Hi"))).rejects.toMatchObject({ code: "stream_interrupted" });
  });

  it("that fails tells the service's error, from the loop and from final()", async () => {
    const failure = event({ error: "Too busy.", code: "overloaded", request_id: "r-2" }, 1);
    const service = new StandInService(eventStream([tokens[0]!, failure]));
    const stream = service.client().stream("Hi");
    await expect(textsOf(stream)).rejects.toMatchObject({ name: "ServerError", code: "overloaded", requestId: "r-2" });
    await expect(stream.final()).rejects.toMatchObject({ code: "overloaded" });
  });

  it("that is left early ends its request, and has no final answer", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(tokens[0])),
      cancel: () => void (cancelled = true),
    });
    const stream = new StandInService(() => new Response(body)).client().stream("Hi");
    for await (const _ of stream) break;
    expect(cancelled).toBe(true);
    await expect(stream.final()).rejects.toMatchObject({ code: "stream_interrupted" });
  });

  it("gives up when nothing comes, but not on account of its reader's pace", async () => {
    const silent = () => new Response(new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(new TextEncoder().encode(tokens[0])) }));
    const client = new StandInService(silent).client({ timeoutMs: 1000, retries: 0 });
    await expect(textsOf(client.stream("Hi"))).rejects.toMatchObject({ name: "TimeoutError", code: "timeout" });
    const slow = new StandInService(eventStream(cut(whole, 40))).client({ timeoutMs: 1000, retries: 0 }).stream("Hi");
    const texts: string[] = [];
    for await (const { text } of slow) {
      texts.push(text);
      vi.advanceTimersByTime(5000);
    }
    expect(texts).toEqual(pieces);
  });

  it("ends with the reason of an aborted signal", async () => {
    const abort = new AbortController();
    const silent = () => new Response(new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(new TextEncoder().encode(tokens[0])) }));
    const stream = new StandInService(silent).client().stream("Hi", { signal: abort.signal });
    const read = (async () => {
      for await (const _ of stream) abort.abort(new RangeError("enough"));
    })();
    await expect(read).rejects.toThrow("enough");
  });
});

describe("a chat's stream", () => {
  it("gives its chunks and adds them up to the answer it would have been unstreamed", async () => {
    const about = { id: "chatcmpl-1", created: 1, model: "m", system_fingerprint: "fp" };
    const chunk = (choice: object | null, told: object | null = null) =>
      `data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices: choice === null ? [] : [{ index: 0, delta: {}, logprobs: null, finish_reason: null, ...choice }], usage: told })}\n\n`;
    const lines = [
      chunk({ delta: { role: "assistant", content: "" } }),
      chunk({ delta: { content: "Hel" } }),
      chunk({ delta: { content: "lo" } }),
      chunk({ finish_reason: "stop" }),
      chunk(null, usage),
      "data: [DONE]\n\n",
    ];
    const service = new StandInService(eventStream(lines));
    const stream = service.client().chatStream([{ role: "user", content: "Hi" }], { max_tokens: 4 });
    const contents: (string | undefined)[] = [];
    for await (const { choices } of stream) contents.push(choices[0]?.delta.content);
    expect(contents).toEqual(["", "Hel", "lo", undefined, undefined]);
    const message = { role: "assistant", content: "Hello", refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
    expect(await stream.final()).toEqual({ ...about, object: "chat.completion", choices, usage });
    expect(service.bodies[0]).toMatchObject({ max_tokens: 4, stream: true, stream_options: { include_usage: true } });
  });
});

describe("a request", () => {
  const busy = json({ error: "Busy.", code: "overloaded", request_id: "r" }, 503, { "retry-after": "3" });

  it("is sent again after the seconds that the service asks for, and no sooner", async () => {
    const service = new StandInService(busy, json(answer));
    const asked = service.client().generate("Hi");
    await vi.advanceTimersByTimeAsync(2900);
    expect(service.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(700);
    expect(await asked).toEqual(answer);
  });

  it("is sent as often as it may be, then tells the last failure", async () => {
    const service = new StandInService(busy);
    await expect(service.client({ retries: 1 }).generate("Hi")).rejects.toMatchObject({
      name: "ConnectionError",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(service.sent).toHaveLength(2);
  });

  it("that changes something is not sent twice, unless its limit alone refused it", async () => {
    const service = new StandInService(json({ error: { message: "?", code: "internal" }, request_id: "r" }, 500));
    await expect(service.client().request("POST", "/admin/keys", { body: {} })).rejects.toMatchObject({ code: "internal" });
    expect(service.sent).toHaveLength(1);
  });

  it("stops waiting for its turn when its caller leaves", async () => {
    const abort = new AbortController();
    const service = new StandInService(busy);
    setTimeout(() => abort.abort(new RangeError("enough")), 1000);
    const asked = service.client().generate("Hi", { signal: abort.signal });
    await expect(asked).rejects.toThrow("enough");
    expect(service.sent).toHaveLength(1);
    await expect(service.client().generate("Hi", { signal: abort.signal })).rejects.toThrow("enough");
    expect(service.sent).toHaveLength(1);
  });
});
