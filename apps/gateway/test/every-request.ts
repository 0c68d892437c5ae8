import { KEYS, keyText } from "./keys.ts";
import type { Send } from "./gateway-client.ts";

/** A request that is in order, and where it goes. */
export interface SentTo extends Send {
  readonly path: string;
}

const inference = (path: string, body?: unknown): SentTo => ({ path, body, key: keyText("acme") });
const cacheUser = (path: string, more: object = {}): SentTo => ({
  path,
  body: { cache_name: "c", ...more },
  key: keyText("cacheUser"),
});
const operator = (path: string, more: Send = {}): SentTo => ({ path, key: keyText("operator"), ...more });
const upload = (path: string): SentTo =>
  operator(path, { method: "PUT", raw: "GGUF", headers: { "x-content-sha256": "b".repeat(64), "content-length": "4" } });

const prompt = { prompt: "Hello" };
const messages = [{ role: "user", content: "Hello" }];
const item = { key: "k", value: "QQ==" };
const key = `/admin/keys/${KEYS.globex.id}`;

/** One good request to each route that needs a key, by its method and path. */
export const EVERY_REQUEST: Readonly<Record<string, SentTo>> = {
  "POST /generate": inference("/generate", prompt),
  "POST /embed": inference("/embed", { text: "a" }),
  "POST /rerank": { ...inference("/rerank", { query: "a", documents: ["b"] }), key: keyText("reranker") },
  "POST /tokenize": inference("/tokenize", { content: "a" }),
  "POST /detokenize": inference("/detokenize", { tokens: [97] }),
  "GET /info": inference("/info"),
  "GET /metrics": { path: "/metrics", key: keyText("metricsOnly") },
  "POST /v1/chat/completions": inference("/v1/chat/completions", { messages }),
  "POST /v1/completions": inference("/v1/completions", { prompt: ["Hello", "you"] }),
  "POST /v1/embeddings": inference("/v1/embeddings", { input: "a" }),
  "POST /v1/rerank": { ...inference("/v1/rerank", { query: "a", documents: ["b"] }), key: keyText("reranker") },
  "GET /v1/models": inference("/v1/models"),
  "GET /v1/models/:id": inference("/v1/models/default"),
  "POST /api/init": cacheUser("/api/init", { max_size_mb: 1 }),
  "POST /api/get": cacheUser("/api/get", { key: "k" }),
  "POST /api/set": cacheUser("/api/set", item),
  "POST /api/delete": cacheUser("/api/delete", { key: "k" }),
  "POST /api/exists": cacheUser("/api/exists", { key: "k" }),
  "POST /api/clear": cacheUser("/api/clear"),
  "POST /api/stats": cacheUser("/api/stats"),
  "POST /api/batch/get": cacheUser("/api/batch/get", { keys: ["k"] }),
  "POST /api/batch/set": cacheUser("/api/batch/set", { items: [item] }),
  "POST /api/batch/delete": cacheUser("/api/batch/delete", { keys: ["k"] }),
  "GET /admin/cache/stats": operator("/admin/cache/stats"),
  "POST /admin/cache/purge": operator("/admin/cache/purge", { body: { tenant: "acme" } }),
  "GET /admin/cache/export": operator("/admin/cache/export?tenant=acme"),
  "POST /admin/cache/import": operator("/admin/cache/import?tenant=acme", {
    raw: "{}\n",
    headers: { "content-type": "application/x-ndjson" },
  }),
  "POST /admin/keys": operator("/admin/keys", { body: { name: "n", tenant: "t", scopes: ["embed"] } }),
  "GET /admin/keys": operator("/admin/keys"),
  "GET /admin/keys/:id": operator(key),
  "PATCH /admin/keys/:id": operator(key, { method: "PATCH", body: {} }),
  "DELETE /admin/keys/:id": operator(`/admin/keys/${KEYS.cacheReader.id}`, { method: "DELETE" }),
  "POST /admin/keys/:id/rotate": operator(`${key}/rotate`, { body: {} }),
  "GET /admin/models": operator("/admin/models"),
  "GET /admin/models/:name/history": operator("/admin/models/tiny-chat/history"),
  "GET /admin/models/files/:sha256": operator(`/admin/models/files/${"a".repeat(64)}`),
  "GET /admin/models/files/:sha256/parts": operator(`/admin/models/files/${"a".repeat(64)}/parts`),
  "PUT /admin/models/files/:sha256/parts/:index": upload(`/admin/models/files/${"a".repeat(64)}/parts/0`),
  "PUT /admin/models/:name/:version": upload("/admin/models/tiny-chat/q4?kind=generate&license=MIT&context_length=512"),
  "PUT /admin/models/:name/:version/tokenizer": upload("/admin/models/e/1/tokenizer"),
  "DELETE /admin/models/:name/:version": operator("/admin/models/tiny-chat/1", { method: "DELETE" }),
  "POST /admin/models/:name/activate": operator("/admin/models/tiny-chat/activate", { body: { version: "1" } }),
  "POST /admin/models/:name/rollback": operator("/admin/models/tiny-chat/rollback", { body: {} }),
  "GET /admin/usage": operator("/admin/usage"),
  "GET /admin/analytics": operator("/admin/analytics"),
};
