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

/** Requests of either route, each with its path. */
export const REQUESTS = [
  ...generations.map((body) => ["/generate", body] as const),
  ...embeddings.map((body) => ["/embed", body] as const),
];

/** Requests that are refused. */
export const WRONG = [
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
