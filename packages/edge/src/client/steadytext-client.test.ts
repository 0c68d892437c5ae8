import { describe, expect, it } from "vitest";
import { z } from "zod";
import { json, StandInService } from "../test-support/stand-in-service.ts";
import { SteadyTextClient } from "./steadytext-client.ts";

const answer = {
  text: "Hi",
  cached: false,
  model: "m",
  finish_reason: "stop",
  stop_type: "eos",
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

describe("the client", () => {
  it("sends a prompt with the key, and gives the answer with what its headers say beside it", async () => {
    const service = new StandInService(json(answer, 200, { "x-steadytext-cache": "HIT", "x-steadytext-digest": "d".repeat(64) }));
    const told = await service.client().generate("Hello", { headers: { "cache-control": "no-store" } });
    expect(told).toEqual(answer);
    expect(JSON.stringify(told)).toBe(JSON.stringify(answer));
    expect(told.meta).toMatchObject({ requestId: "r-1", cache: "HIT", digest: "d".repeat(64) });
    const [{ url, init } = { url: "", init: {} }] = service.sent;
    expect(url).toBe("https://text.example.com/generate");
    expect(init).toMatchObject({
      method: "POST",
      redirect: "manual",
      headers: { authorization: "Bearer st_test_key", "content-type": "application/json", "cache-control": "no-store" },
    });
    expect(service.bodies).toEqual([{ prompt: "Hello" }]);
  });

  it("keeps the path of the base address and takes spaces and newlines from around a key", async () => {
    const service = new StandInService(json({ tokens: [1] }));
    const client = new SteadyTextClient({ baseUrl: new URL("https://e.com/text/"), apiKey: " k\n", fetch: service.fetch });
    await client.tokenize("a");
    expect(service.sent[0]).toMatchObject({ url: "https://e.com/text/tokenize", init: { headers: { authorization: "Bearer k" } } });
  });

  it.each([
    [{ baseUrl: "text.example.com" }, "baseUrl"],
    [{ baseUrl: "ftp://e.com" }, "baseUrl"],
    [{ baseUrl: "https://e.com", apiKey: "a b" }, "apiKey"],
    [{ baseUrl: "https://e.com", timeoutMs: 0 }, "timeoutMs"],
    [{ baseUrl: "https://e.com", timeoutMs: Number.NaN }, "timeoutMs"],
    [{ baseUrl: "https://e.com", retries: 1.5 }, "retries"],
  ])("refuses %o before it sends anything", (options, param) => {
    expect(() => new SteadyTextClient(options)).toThrow(
      expect.objectContaining({ code: "invalid_options", param, message: expect.stringContaining(param) }),
    );
  });

  it("sends a library's schema as JSON Schema, and checks and types the value of the answer", async () => {
    const text = '{"name":"Ada","year":1815}';
    const service = new StandInService(
      json({ ...answer, text }),
      json({ ...answer, text: '{"name":"Ada"' }),
      json({ ...answer, text: '{"name":1}' }),
    );
    const schema = z.object({ name: z.string(), year: z.number() });
    const client = service.client();
    const { parsed } = await client.generate({ prompt: "Who?", schema });
    const year: number = parsed.year;
    expect([parsed.name, year]).toEqual(["Ada", 1815]);
    expect(service.bodies[0]).toMatchObject({
      schema: { type: "object", properties: { name: { type: "string" } }, additionalProperties: false, required: ["name", "year"] },
    });
    const failure = { code: "schema_mismatch" };
    await expect(client.generate({ prompt: "Who?", schema })).rejects.toMatchObject({
      ...failure,
      message: expect.stringContaining("whole JSON"),
    });
    await expect(client.generate({ prompt: "Who?", schema })).rejects.toMatchObject({
      ...failure,
      message: expect.stringContaining("name: "),
    });
  });

  it("takes a JSON Schema as it is, and puts a chat's constraints where OpenAI's API has them", async () => {
    const schema = { type: "object", properties: { ok: { type: "boolean" } } };
    const chat = { choices: [{ message: { content: '{"ok":true}' } }] };
    const service = new StandInService(json({ ...answer, text: '{"ok":true}' }), json(chat), json(chat));
    const client = service.client();
    const { parsed } = await client.generate<{ ok: boolean }>({ prompt: "?", schema });
    expect(parsed.ok).toBe(true);
    const messages = [{ role: "user", content: "?" }] as const;
    expect((await client.chat(messages, { schema, max_tokens: 9 })).parsed).toEqual({ ok: true });
    await client.chat(messages, { choices: ["yes", "no"] });
    expect(service.bodies).toEqual([
      { prompt: "?", schema },
      { messages, max_tokens: 9, response_format: { type: "json_schema", json_schema: { name: "answer", schema } } },
      { messages, structured_outputs: { choice: ["yes", "no"] } },
    ]);
  });

  it("tells a service that is not ready as an answer, and one that cannot tell as an error", async () => {
    const models = { generate: { state: "loading" }, embed: { state: "ready" } };
    const body = { status: "not_ready", models, error: "A model is not in memory yet", code: "model_loading", request_id: "r-1" };
    const service = new StandInService(json(body, 503, { "retry-after": "2" }), json({ status: "ready", models }), json("gone", 502));
    const client = service.client();
    expect(await client.ready()).toEqual({ status: "not_ready", models });
    expect(await client.ready()).toEqual({ status: "ready", models });
    await expect(client.ready()).rejects.toMatchObject({ name: "ServerError", status: 502 });
  });
});
