import {
  fail,
  ok,
  type Generation,
  type GenerationEvent,
  type GenerationIdentity,
  type GenerationJob,
  type GenerationService,
  type ModelStatus,
  type TokenizeJob,
} from "@steadytext/core";
import { WorkerEntrypoint } from "cloudflare:workers";

export const ENGINE_IDENTITY: GenerationIdentity = {
  name: "tiny-chat",
  version: "1",
  modelDigest: "a".repeat(64),
  engineDigest: "b".repeat(64),
  created: 1_700_000_000,
  contextLength: 1024,
};

/** Whole characters and unfinished ones, as the real streamer gives them. */
const PIECES = [
  { token: 11, text: "Once" },
  { token: 12, text: "" },
  { token: 13, text: " upon\n" },
  { token: 14, text: 'a 🕰️ "time"' },
];

/** Tokens of the prompt that the stand-in computed before. */
const PREFIX_TOKENS = 5;

export const GENERATION: Generation = {
  text: PIECES.map((piece) => piece.text).join(""),
  pieces: PIECES,
  finishReason: "stop",
  stopType: "eos",
  usage: { promptTokens: 7, completionTokens: 4 },
};

/** One line per event, as bytes. */
export function eventLines(events: readonly (GenerationEvent | string)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rest = [...events];
  return new ReadableStream({
    pull(controller) {
      const event = rest.shift();
      if (event === undefined) return controller.close();
      controller.enqueue(encoder.encode(typeof event === "string" ? event : `${JSON.stringify(event)}\n`));
    },
  });
}

/** The events of a generation that goes well. */
export function eventsOf(generation: Generation): GenerationEvent[] {
  const tokens = generation.pieces.map((piece, index) => ({ type: "token", ...piece, index }) as const);
  return [
    { type: "started", promptTokens: 7, prefixTokens: PREFIX_TOKENS, coalesced: false, engine: "warm" },
    ...tokens,
    { type: "done", generation },
  ];
}

const READY: ModelStatus = {
  state: "ready",
  identity: ENGINE_IDENTITY,
  wasmBytes: 1,
  loadMs: 5,
  cause: "request",
};

const NO_SUCH_MODEL = fail("model_not_found", `There is no such model: ask for ${ENGINE_IDENTITY.name}`, { param: "model" });

function usual(): GenerationService {
  return {
    describe: async (model) => (model === null || model === ENGINE_IDENTITY.name ? ok(ENGINE_IDENTITY) : NO_SUCH_MODEL),
    status: async () => ok(READY),
    load: async () => ok({ running: 2, waiting: 1, pages: 16, freePages: 10, keptPages: 4 }),
    warm: async () => ok(READY),
    stream: async () => ok(eventLines(eventsOf(GENERATION))),
    tokenize: async ({ content }: TokenizeJob) => {
      const bytes = new TextEncoder().encode(content);
      return ok({ tokens: [...bytes], pieces: [...bytes].map((byte) => Uint8Array.of(byte)) });
    },
    detokenize: async (_model, tokens) => ok(Uint8Array.from(tokens)),
  };
}

/** What the stand-in does, changed by a test, and the generations it was asked for. */
export const engine = { does: usual(), jobs: [] as GenerationJob[], warmed: 0 };

export function resetEngine(): void {
  Object.assign(engine, { does: usual(), jobs: [], warmed: 0 });
}

/** Stands in for the engine, over real RPC. */
export class EngineStandIn extends WorkerEntrypoint implements GenerationService {
  describe(model: string | null, outdated?: string) {
    return engine.does.describe(model, outdated);
  }
  status(model: string | null) {
    return engine.does.status(model);
  }
  load() {
    return engine.does.load();
  }
  warm(model: string | null, outdated?: string) {
    engine.warmed += 1;
    return engine.does.warm(model, outdated);
  }
  stream(job: GenerationJob) {
    engine.jobs.push(job);
    return engine.does.stream(job);
  }
  tokenize(job: TokenizeJob) {
    return engine.does.tokenize(job);
  }
  detokenize(model: string, tokens: readonly number[]) {
    return engine.does.detokenize(model, tokens);
  }
}
