import { afterAll, beforeAll, expect, it } from "vitest";
import { embeddingModel, generationModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

const EXAMPLE = "steadytext-example";

let service: Service;

beforeAll(async () => {
  service = await startService([generationModel(), embeddingModel()], [], { beside: ["examples/worker/wrangler.jsonc"] });
  await service.harness.getWorker(EXAMPLE).applyD1Migrations("STEADYTEXT_D1");
});

afterAll(() => service.close());

/** Its names are not in the order of the alphabet: a document keeps theirs. */
const DOG = {
  type: "object",
  properties: { name: { type: "string", maxLength: 12 }, age: { type: "integer", minimum: 0, maximum: 20 } },
  required: ["name", "age"],
  additionalProperties: false,
};

const generations = [
  { prompt: "The capital of France is", max_tokens: 8 },
  { prompt: "The capital of France is", max_tokens: 8, raw: true },
  { prompt: "Describe a dog.", max_tokens: 60, schema: DOG },
  { prompt: "Is the sky blue?", choices: ["yes", "no"] },
  { prompt: "A year:", regex: "(19|20)[0-9]{2}" },
  { prompt: "Name three colours.", max_tokens: 16, temperature: 0.8, seed: 7 },
  { prompt: "Name three colours.", max_tokens: 16, temperature: 0.8, seed: 8, top_p: 0.5, top_k: 10, min_p: 0.1 },
  { prompt: "Count to ten.", max_tokens: 12, stop: [" 3", "three"] },
  { prompt: "Count to ten.", max_tokens: 12, presence_penalty: 1, frequency_penalty: 0.5 },
  { prompt: "Say hello.", max_tokens: 4, return_logprobs: true },
  { prompt: "Say hello.", max_tokens: 6, system: "You answer in French." },
  { prompt: "¿Qué tal? 你好 🎉", max_tokens: 10 },
  { prompt: "<|im_end|> is plain text", max_tokens: 5, eos_string: "." },
  { prompt: "Write a haiku.", max_tokens: 24, stream: true },
];

const embeddings = [
  { text: "The sky is blue." },
  { text: ["The sky is blue.", "La mer est bleue.", "The sky is blue."] },
  { text: ["one", "two"], aggregate: "mean" },
  { text: "cut short", dimensions: 64, mode: "passage" },
  { text: "word ".repeat(300), truncate: true },
  { text: "naïve café — 東京" },
];

/** Bodies of both, the Worker's first: it must compute what it has not got, not find what the service left. */
async function answers(path: string, body: object) {
  const own = await textOf(await askExample(path, body));
  return { own, served: await textOf(await service.post(path, body)) };
}

function askExample(path: string, body: object) {
  const headers = { "content-type": "application/json" };
  return service.harness.getWorker(EXAMPLE).fetch(`http://example.com${path}`, { method: "POST", body: JSON.stringify(body), headers });
}

async function textOf(answer: { readonly status: number; text(): Promise<string> }): Promise<string> {
  const text = await answer.text();
  expect(answer.status, `${text}`).toBe(200);
  return text;
}

it("gives the service's bytes for 20 requests, computed and from the cache", async () => {
  const requests = [...generations.map((body) => ["/generate", body] as const), ...embeddings.map((body) => ["/embed", body] as const)];
  expect(requests).toHaveLength(20);
  const computed: string[] = [];
  for (const [path, body] of requests) {
    const { own, served } = await answers(path, body);
    expect(own, `${path} ${JSON.stringify(body)}`).toBe(served);
    computed.push(own);
  }
  for (const [i, [path, body]] of requests.entries()) {
    const { own, served } = await answers(path, body);
    expect(own, `${path} ${JSON.stringify(body)}`).toBe(served);
    expect(own).toBe(path === "/embed" ? computed[i] : computed[i]?.replace('"cached":false', '"cached":true'));
  }
});

it("refuses what the service refuses, by the same codes", async () => {
  const wrong = [
    ["/generate", { prompt: "" }],
    ["/generate", { prompt: "a", temprature: 1 }],
    ["/generate", { prompt: "a", max_tokens: 1, max_new_tokens: 2 }],
    ["/generate", { prompt: "word ".repeat(2000) }],
    ["/generate", { prompt: "a", model: "no-such-model" }],
    ["/generate", { prompt: "a", schema: { type: "string", pattern: "(?=a)" } }],
    ["/generate", { prompt: "a", regex: "a", choices: ["a"] }],
    ["/embed", { text: " " }],
    ["/embed", { text: "word ".repeat(300) }],
    ["/embed", { text: "a", dimensions: 4000 }],
  ] as const;
  for (const [path, body] of wrong) {
    const own = await askExample(path, body);
    const served = await service.post(path, body);
    const codes = [await own.json(), await served.json()].map((answer) => (answer as { code: string }).code);
    expect([own.status, codes[0]], `${path} ${JSON.stringify(body)}`).toEqual([served.status, codes[1]]);
  }
});
