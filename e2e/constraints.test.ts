import { generateAnswer, type GenerateAnswer } from "@steadytext/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readEvents } from "./harness/event-stream.ts";
import { generationModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", maxLength: 20 },
    kind: { enum: ["person", "place"] },
    year: { type: "integer", minimum: 1000, maximum: 2100 },
  },
  required: ["name", "kind", "year"],
  additionalProperties: false,
};
const document = z.strictObject({ name: z.string().max(20), kind: z.enum(["person", "place"]), year: z.int().min(1000).max(2100) });
const prompt = "Tell me of Marie Curie.";
const messages = [{ role: "user", content: prompt }];
const anew = { no_cache: true, no_store: true };

let service: Service;
beforeAll(async () => {
  service = await startService([generationModel()]);
});
afterAll(() => service?.close());

async function generated(body: object): Promise<GenerateAnswer> {
  const response = await service.post("/generate", { prompt, max_tokens: 60, ...body });
  expect({ status: response.status, body: response.ok ? "" : await response.text() }).toEqual({ status: 200, body: "" });
  return generateAnswer.parse(await response.json());
}

const chatAnswer = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }), finish_reason: z.literal("stop") })]),
});
async function chatted(body: object): Promise<string> {
  const response = await service.post("/v1/chat/completions", { messages, max_tokens: 60, ...body });
  return chatAnswer.parse(await response.json()).choices[0].message.content;
}

describe("a constrained generation", () => {
  it("is a document of its schema on both families of routes, the same in every spelling", async () => {
    const { text, finish_reason, stop_type } = await generated({ schema: SCHEMA });
    expect(document.parse(JSON.parse(text))).toBeTruthy();
    expect({ finish_reason, stop_type }).toEqual({ finish_reason: "stop", stop_type: "eos" });
    expect(await chatted({ response_format: { type: "json_schema", json_schema: { name: "n", schema: SCHEMA } } })).toBe(text);
    expect(await chatted({ guided_json: SCHEMA, cache: anew })).toBe(text);
    expect((await generated({ schema: SCHEMA, wrap: true })).text).toBe(`<json-output>${text}</json-output>`);
  });

  it("matches its expression or is one of its choices", async () => {
    expect((await generated({ regex: "[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){1,2}" })).text).toMatch(/^[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){1,2}$/);
    expect(["physics", "chemistry"]).toContain((await generated({ choices: ["physics", "chemistry"] })).text);
    expect(JSON.parse(await chatted({ response_format: { type: "json_object" }, temperature: 1 }))).toBeTypeOf("object");
  });

  it("streams the pieces of the whole text, from the cache too, with log-probabilities where they are asked for", async () => {
    for (const return_logprobs of [false, true]) {
      const body = { prompt, max_tokens: 60, schema: SCHEMA, return_logprobs, stream: true };
      const live = await service.post("/generate", body);
      const events = await readEvents(live);
      const pieces = events.slice(0, -2).map((event) => JSON.parse(event) as { text: string; logprob?: number });
      const last = generateAnswer.parse(JSON.parse(events.at(-2)!));
      expect(pieces.map(({ text }) => text).join("")).toBe(last.text);
      expect(pieces.every(({ logprob }) => (logprob !== undefined && logprob <= 0) === return_logprobs)).toBe(true);
      expect(last.usage.completion_tokens).toBe(pieces.length);
      const replayed = async () => (await service.post("/generate", body)).headers.get("x-steadytext-cache");
      await expect.poll(replayed).toBe("HIT");
      const { logprobs: told = [] } = await generated({ schema: SCHEMA, return_logprobs, cache: anew });
      expect(told.map(({ logprob }) => logprob)).toEqual(return_logprobs ? pieces.map(({ logprob }) => logprob) : []);
    }
  });

  it("is the same beside free neighbours, and changes nothing for them", async () => {
    const bodies = [
      { schema: SCHEMA, temperature: 1, seed: 5 },
      { max_tokens: 30 },
      { regex: "(ab|cd){10,20}", temperature: 1 },
      { max_tokens: 20, temperature: 1 },
    ].map((body) => ({ ...body, cache: anew }));
    const alone: GenerateAnswer[] = [];
    for (const body of bodies) alone.push(await generated(body));
    expect(await Promise.all(bodies.map(generated))).toEqual(alone);
  });

  it("ends well with every budget, and is refused where the shortest document does not fit", async () => {
    const refused = await service.post("/generate", { prompt, schema: SCHEMA, max_tokens: 2 });
    const told = z.object({ code: z.literal("invalid_request"), param: z.literal("max_tokens"), n_shortest_tokens: z.int() });
    expect(refused.status).toBe(400);
    const { n_shortest_tokens } = told.parse(await refused.json());
    for (const more of [0, 1, 4]) {
      const { text } = await generated({ schema: SCHEMA, max_tokens: n_shortest_tokens + more, temperature: 1 });
      expect(document.parse(JSON.parse(text))).toBeTruthy();
    }
  });
});
