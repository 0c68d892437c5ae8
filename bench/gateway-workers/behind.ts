import { WorkerEntrypoint } from "cloudflare:workers";
import { ok, type Generation, type GenerationEvent, type GenerationIdentity, type GenerationService } from "@steadytext/core";

const IDENTITY: GenerationIdentity = {
  name: "stand-in",
  version: "1",
  modelDigest: "a".repeat(64),
  engineDigest: "b".repeat(64),
  contextLength: 1024,
  created: 1_700_000_000,
};

const PIECES = Array.from({ length: 60 }, (_, token) => ({ token, text: ` word${token}` }));
const GENERATION: Generation = {
  text: PIECES.map(({ text }) => text).join(""),
  pieces: PIECES,
  finishReason: "length",
  stopType: "limit",
  usage: { promptTokens: 20, completionTokens: PIECES.length },
};

/** One generation, told at once. */
export class GenerationEntrypoint extends WorkerEntrypoint implements Pick<GenerationService, "describe" | "stream"> {
  describe() {
    return Promise.resolve(ok(IDENTITY));
  }

  stream() {
    const tokens = PIECES.map((piece, index) => ({ type: "token", ...piece, index }) as const);
    const started = { type: "started", promptTokens: 20, prefixTokens: 0, coalesced: false, engine: "warm" } as const;
    const events: GenerationEvent[] = [started, ...tokens, { type: "done", generation: GENERATION }];
    return Promise.resolve(
      ok(new Response(events.map((event) => `${JSON.stringify(event)}\n`).join("")).body as ReadableStream<Uint8Array>),
    );
  }
}

/** Is bound, and never asked. */
export class ModelEntrypoint extends WorkerEntrypoint {}

/** Is bound, and never asked. */
export class EmbeddingEntrypoint extends WorkerEntrypoint {}

export default { fetch: () => new Response(null, { status: 404 }) } satisfies ExportedHandler;
