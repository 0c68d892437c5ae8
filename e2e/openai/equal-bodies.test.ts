import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddingModel, generationModel } from "../harness/models.ts";
import { startService, type Service } from "../harness/service.ts";

/** The Workers start, and each request is computed once. */
const SET_UP_MS = 300_000;
const PATIENT = { timeout: 20_000 };
const CHAT = "/v1/chat/completions";
const BYPASS = { "cache-control": "no-cache, no-store" };

const messages = [
  { role: "system", content: "Answer in one line." },
  { role: "user", content: "What is the capital of France?" },
];
const sampled = { temperature: 0.9, seed: 7, max_tokens: 16 };
const REQUESTS = {
  "a chat": [CHAT, { messages, max_tokens: 16 }],
  "a chat with log-probabilities": [CHAT, { messages, ...sampled, logprobs: true, top_logprobs: 2 }],
  "a streamed chat": [CHAT, { messages, ...sampled, stream: true, stream_options: { include_usage: true } }],
  "a streamed chat with log-probabilities": [CHAT, { messages, max_tokens: 12, logprobs: true, stream: true }],
  "a completion": ["/v1/completions", { prompt: "one two three", max_tokens: 16 }],
  "a streamed completion": ["/v1/completions", { prompt: "Once upon a time", ...sampled, stream: true }],
  "two completions": [
    "/v1/completions",
    {
      prompt: [
        [28, 198],
        [400, 300, 200],
      ],
      ...sampled,
      logprobs: 2,
    },
  ],
  "a scored text": ["/v1/completions", { prompt: "The sky is blue.", echo: true, logprobs: 1, max_tokens: 0 }],
  "vectors in base64": ["/v1/embeddings", { input: ["A sentence.", "Another one."], encoding_format: "base64" }],
  "vectors in numbers": ["/v1/embeddings", { input: "A third sentence.", dimensions: 100 }],
} as const satisfies Record<string, readonly [path: string, body: object]>;
type RequestName = keyof typeof REQUESTS;
const names = Object.keys(REQUESTS) as readonly RequestName[];

interface Told {
  readonly cache: string | null;
  readonly text: string;
}

async function ask(
  service: Service,
  [path, body]: readonly [string, object],
  headers: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const response = await service.post(path, body, headers);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return { cache: response.headers.get("x-steadytext-cache"), text };
}

async function askAll(service: Service, headers?: Readonly<Record<string, string>>): Promise<Readonly<Record<RequestName, Told>>> {
  const told = {} as Record<RequestName, Told>;
  for (const name of names) told[name] = await ask(service, REQUESTS[name], headers);
  return told;
}

const texts = (told: Readonly<Record<RequestName, Told>>) => names.map((name) => told[name].text);

let service: Service;
let first: Readonly<Record<RequestName, Told>>;
beforeAll(async () => {
  service = await startService([generationModel(), embeddingModel()]);
  first = await askAll(service);
}, SET_UP_MS);
afterAll(() => service?.close());

describe("equal requests of OpenAI's routes have equal bodies", () => {
  it.each(names)("%s: computed, from the cache, and computed anew", async (name) => {
    await expect.poll(async () => (await ask(service, REQUESTS[name])).cache, PATIENT).toBe("HIT");
    const told = [first[name], await ask(service, REQUESTS[name]), await ask(service, REQUESTS[name], BYPASS)];
    expect(told.map(({ cache }) => cache)).toEqual(["MISS", "HIT", "BYPASS"]);
    expect(new Set(told.map(({ text }) => text)).size).toBe(1);
  });

  it("from a generation that another caller began, live and replayed", async () => {
    const body = { messages, temperature: 1.2, seed: 11, max_tokens: 100, logit_bias: { 0: -100, 2: -100 } };
    const leader = await service.post(CHAT, { ...body, stream: true });
    // Read from its beginning: a body that nobody reads may be cancelled when what wrapped it is collected.
    const [led, follower, whole] = await Promise.all([
      leader.text(),
      ask(service, [CHAT, { ...body, stream: true }]),
      ask(service, [CHAT, body]),
    ]);
    expect([leader.headers.get("x-steadytext-cache"), follower.cache, whole.cache]).toEqual(["MISS", "COALESCED", "COALESCED"]);
    expect(led).toBe(follower.text);
    await expect.poll(async () => (await ask(service, [CHAT, body])).cache, PATIENT).toBe("HIT");
    expect(await ask(service, [CHAT, { ...body, stream: true }])).toEqual({ cache: "HIT", text: follower.text });
    expect(await ask(service, [CHAT, body])).toEqual({ cache: "HIT", text: whole.text });
  });

  it("after the replica was evicted", async () => {
    await service.evictReplica();
    expect(texts(await askAll(service, BYPASS))).toEqual(texts(first));
  });

  it("after a restart, stored and computed anew", async () => {
    await service.restart();
    expect(texts(await askAll(service, BYPASS))).toEqual(texts(first));
    expect(texts(await askAll(service))).toEqual(texts(first));
  });
});
