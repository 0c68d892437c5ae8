import {
  fail,
  ok,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingInput,
  type EmbeddingJob,
  type EmbeddingService,
  type ModelStatus,
} from "@steadytext/core";
import { WorkerEntrypoint } from "cloudflare:workers";

export const EMBEDDER_IDENTITY: EmbeddingIdentity = {
  name: "tiny-embed",
  version: "1",
  modelDigest: "c".repeat(64),
  engineDigest: "d".repeat(64),
  created: 1_700_000_000,
  dimension: 4,
  maxTokens: 256,
  prefixes: { query: "query: ", passage: "" },
};

/** A unit vector that depends on the text alone. */
export function vectorOf(text: string): Float32Array {
  const numbers = [text.length, text.charCodeAt(0), text.charCodeAt(text.length - 1), 1];
  const length = Math.hypot(...numbers);
  return Float32Array.from(numbers, (value) => value / length);
}

/** Token ids are those of the text's characters. */
function embeddingOf(input: EmbeddingInput): Embedding {
  const text = "text" in input ? input.text : String.fromCharCode(...input.tokens);
  return { vector: new Uint8Array(vectorOf(text).buffer), tokens: text.length };
}

const READY: ModelStatus = { state: "ready", identity: EMBEDDER_IDENTITY, wasmBytes: 1, loadMs: 5, cause: "request" };

const NO_SUCH_MODEL = fail("model_not_found", `There is no such model: ask for ${EMBEDDER_IDENTITY.name}`, { param: "model" });

function usual(): EmbeddingService {
  return {
    describe: async (model) => (model === null || model === EMBEDDER_IDENTITY.name ? ok(EMBEDDER_IDENTITY) : NO_SUCH_MODEL),
    status: async () => ok(READY),
    warm: async () => ok(READY),
    embed: async ({ inputs }) => ok(inputs.map(embeddingOf)),
  };
}

/** What the stand-in does, changed by a test, and the jobs it was given. */
export const embedder = { does: usual(), jobs: [] as EmbeddingJob[], warmed: 0 };

export function resetEmbedder(): void {
  Object.assign(embedder, { does: usual(), jobs: [], warmed: 0 });
}

/** Stands in for the embedder, over real RPC. */
export class EmbedderStandIn extends WorkerEntrypoint implements EmbeddingService {
  describe(model: string | null, outdated?: string) {
    return embedder.does.describe(model, outdated);
  }
  status(model: string | null) {
    return embedder.does.status(model);
  }
  warm(model: string | null, outdated?: string) {
    embedder.warmed += 1;
    return embedder.does.warm(model, outdated);
  }
  embed(job: EmbeddingJob, caller: ReadableStream<Uint8Array>) {
    embedder.jobs.push(job);
    return embedder.does.embed(job, caller);
  }
}
