import { fail, ok, type GenerationEvent } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { cache } from "./stand-ins/cache.ts";
import { engine, eventLines, eventsOf, GENERATION } from "./stand-ins/engine.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const body = { prompt: "Hello", stream: true };
const EVENTS = eventsOf(GENERATION);
const FAILURE: GenerationEvent = { type: "error", error: { code: "overloaded", message: "busy", retryAfterSeconds: 4 } };

describe("POST /generate with stream", () => {
  test("streams the pieces of the text, and a cached stream is its replay, byte for byte", async () => {
    const gateway = newGateway();
    const live = await send(gateway, "/generate", { body });
    expect(live.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(live.headers.get("x-steadytext-cache")).toBe("MISS");
    expect(live.headers.get("x-steadytext-prefix-tokens")).toBe("5");
    const transcript = await live.text();
    await live.settled();
    const replay = await send(gateway, "/generate", { body });
    expect(replay.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(replay.headers.has("x-steadytext-prefix-tokens")).toBe(false);
    expect(await replay.text()).toBe(transcript.replace('"cached":false', '"cached":true'));
    expect(transcript.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(engine.jobs).toHaveLength(1);
  });

  test("tells by header whether the model was there, and whether the generation is shared with an equal request", async () => {
    const [started, ...rest] = EVENTS;
    const shared = { ...started, coalesced: true, engine: "cold" } as GenerationEvent;
    for (const [events, cacheStatus, state] of [
      [EVENTS, "MISS", "warm"],
      [[shared, ...rest], "COALESCED", "cold"],
    ] as const) {
      engine.does.stream = async () => ok(eventLines(events));
      for (const stream of [true, false]) {
        const { headers } = await send(newGateway(), "/generate", { body: { ...body, stream, cache: { no_store: true } } });
        expect([headers.get("x-steadytext-cache"), headers.get("x-steadytext-engine")]).toEqual([cacheStatus, state]);
      }
    }
  });

  test("gives the same bytes whether the answer was stored by a stream or by a plain request", async () => {
    const gateway = newGateway();
    await (await send(gateway, "/generate", { body: { prompt: "Hello" } })).settled();
    const replayed = await (await send(gateway, "/generate", { body })).text();
    const computed = await send(newGateway(), "/generate", { body, headers: { "cache-control": "no-cache, no-store" } });
    expect(replayed).toBe((await computed.text()).replace('"cached":false', '"cached":true'));
  });

  test("a client that goes away stops the generation, and nothing of it is stored", async () => {
    let cancelled = false;
    const lines = new TextEncoder().encode(`${JSON.stringify(EVENTS[1])}\n`);
    engine.does.stream = async () =>
      ok(
        new ReadableStream<Uint8Array>({
          pull: async (controller) => {
            await scheduler.wait(1);
            controller.enqueue(lines);
          },
          cancel: () => void (cancelled = true),
        }),
      );
    const response = await send(newGateway(), "/generate", { body });
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"text":"Once"');
    await reader.cancel("gone");
    await vi.waitUntil(() => cancelled);
    await response.settled();
    expect(cache.entries.size).toBe(0);
  });

  test("a failure before the first token has its own status", async () => {
    engine.does.stream = async () => fail("model_loading", "loading", { retryAfterSeconds: 3 });
    await expectError(await send(newGateway(), "/generate", { body }), 503, "model_loading");
    engine.does.stream = async () => ok(eventLines([FAILURE]));
    const response = await send(newGateway(), "/generate", { body });
    expect(response.headers.get("retry-after")).toBe("4");
    await expectError(response, 503, "overloaded");
  });

  test("a model that changed before the first token is asked once more", async () => {
    let asked = 0;
    const changed: GenerationEvent = { type: "error", error: { code: "model_changed", message: "changed" } };
    engine.does.stream = async () => ok(eventLines((asked += 1) === 1 ? [changed] : EVENTS));
    expect((await send(newGateway(), "/generate", { body })).status).toBe(200);
    expect(asked).toBe(2);
  });

  test.each([
    ["fails", () => eventLines([...EVENTS.slice(0, 3), FAILURE]), "overloaded"],
    ["ends early", () => eventLines(EVENTS.slice(0, 3)), "unavailable"],
    ["sends garbage", () => eventLines([...EVENTS.slice(0, 3), "canary\n"]), "unavailable"],
    ["is cut inside an event", () => eventLines([...EVENTS.slice(0, 3), '{"type":"do']), "unavailable"],
  ])("an engine that %s in the middle is told as an event, without an end marker, and nothing is stored", async (_name, stream, code) => {
    engine.does.stream = async () => ok(stream());
    const response = await send(newGateway(), "/generate", { body });
    const transcript = await response.text();
    await response.settled();
    const last = JSON.parse(transcript.trimEnd().split("\ndata: ").at(-1) ?? "") as object;
    expect(last).toMatchObject({ error: expect.any(String), code, request_id: response.headers.get("x-request-id") });
    expect(transcript).not.toContain("[DONE]");
    expect(transcript).not.toContain("canary");
    expect(cache.entries.size).toBe(0);
  });

  test("a result that differs from what was streamed is not stored", async () => {
    const done: GenerationEvent = { type: "done", generation: { ...GENERATION, text: "other", pieces: [{ token: 1, text: "other" }] } };
    engine.does.stream = async () => ok(eventLines([...EVENTS.slice(0, -1), done]));
    const response = await send(newGateway(), "/generate", { body });
    await response.text();
    await response.settled();
    expect(cache.entries.size).toBe(0);
  });
});
