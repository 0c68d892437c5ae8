// Stands in for engine and embedder: what is tested is what the gateway counts.
import { WorkerEntrypoint } from "cloudflare:workers";

const IDENTITY = { name: "stand-in", version: "1", modelDigest: "a".repeat(64), engineDigest: "b".repeat(64), created: 0 };
const USAGE = { promptTokens: 5, completionTokens: 2 };
const PIECES = [
  { token: 1, text: "a" },
  { token: 2, text: "b" },
];
const GENERATION = { text: "ab", pieces: PIECES, finishReason: "length", stopType: "limit", usage: USAGE };
const EVENTS = [
  { type: "started", promptTokens: 5, prefixTokens: 0, coalesced: false, engine: "warm" },
  ...PIECES.map((piece, index) => ({ type: "token", ...piece, index })),
  { type: "done", generation: GENERATION },
];

const ok = (value) => ({ ok: true, value });

export class GenerationEntrypoint extends WorkerEntrypoint {
  describe() {
    return ok({ ...IDENTITY, contextLength: 1024 });
  }

  stream() {
    return ok(new Response(EVENTS.map((event) => `${JSON.stringify(event)}\n`).join("")).body);
  }
}

export class EmbeddingEntrypoint extends WorkerEntrypoint {
  describe() {
    return ok({ ...IDENTITY, dimension: 4, maxTokens: 256 });
  }
}

export class ModelEntrypoint extends WorkerEntrypoint {}

export default { fetch: () => new Response(null, { status: 404 }) };
