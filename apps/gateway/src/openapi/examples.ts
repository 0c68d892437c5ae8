const cache_name = "embeddings";
const key = "a question";
const value = "gASVAAAAAAA=";
const digest = "0f".repeat(32);

/** A typical body of every operation that takes JSON, by method and path. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  "POST /generate": { prompt: "Why is the sky blue?", max_tokens: 64, seed: 42 },
  "POST /embed": { text: ["A first text", "A second text"] },
  "POST /rerank": { query: "capital of France", documents: ["Paris is in France.", "Bread is baked."], top_n: 1, return_documents: true },
  "POST /tokenize": { content: "Hello, world", with_pieces: true },
  "POST /detokenize": { tokens: [19556, 28, 905] },
  "POST /v1/chat/completions": { messages: [{ role: "user", content: "Why is the sky blue?" }], max_tokens: 64 },
  "POST /v1/completions": { prompt: "The sky is blue because", max_tokens: 0, echo: true, logprobs: 1 },
  "POST /v1/embeddings": { input: ["A first text", "A second text"], encoding_format: "float" },
  "POST /v1/rerank": { query: "capital of France", documents: ["Paris is in France.", "Bread is baked."] },
  "POST /api/init": { cache_name, max_size_mb: 50 },
  "POST /api/get": { cache_name, key },
  "POST /api/set": { cache_name, key, value, size: 12 },
  "POST /api/delete": { cache_name, key },
  "POST /api/exists": { cache_name, key },
  "POST /api/clear": { cache_name },
  "POST /api/stats": { cache_name },
  "POST /api/batch/get": { cache_name, keys: [key] },
  "POST /api/batch/set": { cache_name, items: [{ key, value, size: 12 }] },
  "POST /api/batch/delete": { cache_name, keys: [key] },
  "POST /admin/cache/purge": { digest },
  "POST /admin/keys": { name: "reports", tenant: "acme", scopes: ["generate", "embed"], limits: { requests_per_minute: 600 } },
  "PATCH /admin/keys/:id": { limits: { requests_per_minute: 1200 } },
  "POST /admin/keys/:id/rotate": { grace_seconds: 86_400 },
  "POST /admin/models/:name/activate": { version: "2", if_sequence: 1 },
  "POST /admin/models/:name/rollback": { if_sequence: 2 },
};
