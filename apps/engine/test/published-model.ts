import { env, exports } from "cloudflare:workers";
import { vi } from "vitest";
import {
  err,
  generationDigest,
  modelFileKey,
  ok,
  type EffectiveGenerateRequest,
  type Generation,
  type GenerationEvent,
  type GenerationJob,
  type GenerationManifest,
  type GenerationService,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import weights from "../../../scripts/setup/weights.json";
import { models } from "./models.ts";

const FILE = "smollm2-135m-instruct-q4_1.gguf";
const { sha256, size } = weights[FILE];

export const manifest: GenerationManifest = {
  kind: "generate",
  name: "smollm2-135m-instruct",
  version: "q4_1",
  license: "Apache-2.0",
  file: { sha256, size },
  created: 0,
  contextLength: 1024,
};

/** The Worker's own entrypoint, called as another Worker calls it. */
export const engine = (exports as unknown as { GenerationEntrypoint: GenerationService }).GenerationEntrypoint;

/** The real weights; tests in workerd have no file system, so they ask for them. */
export async function weightsBytes(): Promise<Uint8Array> {
  const response = await env.WEIGHTS.fetch(`http://weights/${FILE}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Stores the weights as publishing does. */
export async function putWeights(bytes: Uint8Array, digest = sha256): Promise<void> {
  await env.MODELS.put(modelFileKey(digest), bytes, { sha256: digest });
}

/** Publishes a version of the stored weights, activates it, and waits until this isolate sees it. A length of context of its own makes another version. */
export async function activate({ contextLength }: Pick<GenerationManifest, "contextLength">, digest = sha256): Promise<void> {
  const { name, license } = manifest;
  const version = `${digest.slice(0, 8)}-${contextLength}`;
  await must(models.publish({ name, version, sha256: digest, details: { kind: "generate", license, contextLength } }, null));
  const known = (await must(models.list())).find((model) => model.name === name);
  await must(models.activate({ name, version, ifSequence: known?.sequence ?? 0 }));
  // By its name too: jobs carry it, and each has a copy of its own.
  const seen = async () => {
    const both = [await must(engine.describe(null)), await must(engine.describe(name))];
    if (both.some((known) => known.version !== version)) throw new Error(`${version} is not seen yet`);
  };
  await vi.waitFor(seen, { timeout: 10_000, interval: 100 });
}

/** The value of an answer that must not fail. */
export async function must<T>(answer: Promise<Result<T, ServiceError>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

const PLAIN: EffectiveGenerateRequest = {
  prompt: { messages: [{ role: "user", content: "Tell me a story." }] },
  maxTokens: 16,
  temperature: 0,
  seed: 0,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  presencePenalty: 0,
  frequencyPenalty: 0,
  logitBias: [],
  logprobs: null,
  echo: false,
  stop: [],
};

/** A job for the active model. */
export async function job(request: Partial<EffectiveGenerateRequest>, more: Partial<GenerationJob> = {}): Promise<GenerationJob> {
  const described = await engine.describe(null);
  if (!described.ok) throw new Error(described.error.message);
  const { name, modelDigest, engineDigest } = described.value;
  const whole = { ...PLAIN, ...request };
  return {
    model: name,
    requestDigest: await generationDigest(described.value, whole),
    modelDigest,
    engineDigest,
    prefixScope: "tenant:test",
    timeoutMs: 100_000,
    request: whole,
    ...more,
  };
}

/** A generation that must start, as a stream. */
export async function openStream(asked: GenerationJob): Promise<ReadableStream<Uint8Array>> {
  const stream = await engine.stream(asked);
  if (!stream.ok) throw new Error(`${stream.error.code}: ${stream.error.message}`);
  return stream.value;
}

/** All events of a stream. */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<readonly GenerationEvent[]> {
  const text = await new Response(stream).text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as GenerationEvent);
}

/** Runs a generation to its end, as a caller does who wants it whole. */
export async function run(asked: GenerationJob): Promise<Result<Generation, ServiceError>> {
  const stream = await engine.stream(asked);
  if (!stream.ok) return stream;
  const last = (await readAll(stream.value)).at(-1);
  if (last?.type === "done") return ok(last.generation);
  if (last?.type === "error") return err(last.error);
  throw new Error("the stream was cut");
}
