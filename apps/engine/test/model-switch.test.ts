import {
  generationDigest,
  sha256Hex,
  type Generation,
  type GenerationIdentity,
  type GenerationJob,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { models } from "./models.ts";
import { engine, job, must, openStream, putWeights, readAll, run } from "./published-model.ts";

const details = { kind: "generate", license: "none", contextLength: 256 } as const;
const VERSIONS = ["a", "b", "c"] as const;
type Version = (typeof VERSIONS)[number];
const PROMPTS = Array.from({ length: 8 }, (_, i) => ({ text: `hello ${i} world` }));

/** Bytes in a block of the embedding's format, two of them its scale. */
const BLOCK = 34;
const digests = {} as Record<Version, string>;
/** What each version says to each prompt, alone and undisturbed. */
const expected = new Map<string, readonly string[]>();

/** A model of its own: every number of the embedding's first rows differs from the other versions'. */
function weightsOf(version: Version): Uint8Array<ArrayBuffer> {
  const { bytes, boundaries } = tinyModel();
  const from = boundaries.at(-1)!;
  for (let at = 0; at < BLOCK * 400; at++) if (at % BLOCK > 1) bytes[from + at] = bytes[from + at]! ^ (VERSIONS.indexOf(version) * 5);
  return bytes;
}

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const sequenceOf = async () => (await must(models.list()))[0]?.sequence ?? 0;

async function activate(version: Version, ifSequence?: number) {
  return models.activate({ name: "m", version, ifSequence: ifSequence ?? (await sequenceOf()) });
}

/** Asks as the gateway does: with a version's digest, and once more when that version is told to be replaced. */
async function ask(
  prompt: { text: string },
  held: GenerationIdentity,
): Promise<{ digest: string; answer: Result<Generation, ServiceError> }> {
  const first = await attempt(prompt, held);
  if (first.ok || first.error.code !== "model_changed") return { digest: held.modelDigest, answer: first };
  const now = await must(engine.describe("m", held.modelDigest));
  return { digest: now.modelDigest, answer: await attempt(prompt, now) };
}

async function attempt(prompt: { text: string }, identity: GenerationIdentity): Promise<Result<Generation, ServiceError>> {
  // Each caller its own generation: equal ones would share.
  return run(await asked(prompt, identity, crypto.randomUUID()));
}

async function asked(prompt: { text: string }, identity: GenerationIdentity, tenant: string): Promise<GenerationJob> {
  const { name: model, modelDigest, engineDigest } = identity;
  const plain: GenerationJob = { ...(await job({ prompt, maxTokens: 24 })), model, modelDigest, engineDigest };
  return { ...plain, requestDigest: await generationDigest(identity, plain.request), prefixScope: `tenant:${tenant}` };
}

/** Reads a stream's first part, and gives one that begins with it: a generation that runs, or waits for its turn. */
async function readFirst(stream: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = stream.getReader();
  const first = await reader.read();
  let isFirst = true;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = isFirst ? first : await reader.read();
        isFirst = false;
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

beforeAll(async () => {
  for (const version of VERSIONS) {
    const bytes = weightsOf(version);
    digests[version] = await sha256Hex(bytes);
    await putWeights(bytes, digests[version]);
    await must(models.publish({ name: "m", version, sha256: digests[version], details }, null));
  }
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

describe("200 requests in flight while two activations race", () => {
  it("each get their version's own bytes, and who comes meanwhile an active version's or 503 with Retry-After; exactly one wins and answers from then on", async () => {
    for (const version of [...VERSIONS, "a"] as const) {
      await must(activate(version));
      later(6);
      const identity = await must(engine.describe("m"));
      expect(identity.modelDigest).toBe(digests[version]);
      const texts: string[] = [];
      for (const prompt of PROMPTS) texts.push((await must(attempt(prompt, identity))).text);
      expected.set(digests[version], texts);
    }
    expect(new Set([...expected.values()].map((texts) => texts.join())).size).toBe(VERSIONS.length);

    vi.useRealTimers();
    const held = await must(engine.describe("m"));
    const sequence = await sequenceOf();
    // Four tenants with eight prompts each, so that all have a place. Nobody reads on before the activations are through, so nothing ends before.
    const jobs = await Promise.all(
      Array.from({ length: 200 }, (_, i) => asked(PROMPTS[i % PROMPTS.length]!, held, `${Math.floor(i / PROMPTS.length) % 4}`)),
    );
    const streams = await Promise.all(jobs.map((each) => openStream(each)));
    const opened = await Promise.all(streams.map(readFirst));
    const activations = await Promise.all([activate("b", sequence), activate("c", sequence)]);
    const coming = Array.from({ length: 40 }, async (_, i) => ({ i, ...(await ask(PROMPTS[i % PROMPTS.length]!, held)) }));
    expect(activations.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = activations[0]?.ok ? "b" : "c";
    const ends = (await Promise.all(opened.map((stream) => readAll(stream)))).map((events) => events.at(-1));
    expect(ends.map((end) => end?.type === "done" && end.generation.text)).toEqual(
      ends.map((_, i) => expected.get(digests.a)?.[i % PROMPTS.length]),
    );
    const answers = await Promise.all(coming);
    const refused = answers.flatMap(({ answer }) => (answer.ok ? [] : [answer.error]));
    const wrong = answers.filter(({ i, digest, answer }) => answer.ok && answer.value.text !== expected.get(digest)?.[i % PROMPTS.length]);
    expect(wrong).toEqual([]);
    const codes = new Set(refused.map(({ code }) => code));
    expect([...codes].filter((code) => !["overloaded", "model_loading", "unavailable"].includes(code))).toEqual([]);
    expect(refused.filter(({ retryAfterSeconds }) => !(retryAfterSeconds! > 0))).toEqual([]);
    const answering = new Set(answers.filter(({ answer }) => answer.ok).map(({ digest }) => digest));
    expect([...answering].every((digest) => digest === digests.a || digest === digests[winner])).toBe(true);

    const now = await must(engine.describe("m", held.modelDigest));
    expect(now.modelDigest).toBe(digests[winner]);
    const after = await Promise.all(PROMPTS.map((prompt) => ask(prompt, held)));
    expect(after.map(({ digest, answer }) => [digest, answer.ok && answer.value.text])).toEqual(
      PROMPTS.map((_, i) => [digests[winner], expected.get(digests[winner])?.[i]]),
    );
    expect(await engine.status("m")).toMatchObject({ value: { state: "ready", identity: { modelDigest: digests[winner] } } });
  });
});

describe("two published names asked for in turn", () => {
  it("are each answered by their own model, one in memory at a time", async () => {
    vi.useRealTimers();
    await must(models.publish({ name: "other", version: "1", sha256: digests.c, details }, null));
    await must(models.activate({ name: "other", version: "1", ifSequence: 0 }));
    const [m, other] = [await must(engine.describe("m")), await must(engine.describe("other"))];
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const identity = i % 2 === 0 ? m : other;
        return { i, digest: identity.modelDigest, answer: await attempt(PROMPTS[i % PROMPTS.length]!, identity) };
      }),
    );
    const texts = answers.map(({ answer }) => answer.ok && answer.value.text);
    expect(texts).toEqual(answers.map(({ i, digest }) => expected.get(digest)?.[i % PROMPTS.length]));
    const statuses = [await engine.status("m"), await engine.status("other")];
    expect(statuses.filter((status) => status.ok && status.value.state === "ready")).toHaveLength(1);
  });

  it("keep their place when the trigger of each minute comes, which only brings the held name up to its active version", async () => {
    const { default: worker } = await import("../src/index.ts");
    const isReady = async (name: string | null) => {
      const status = await must(engine.status(name));
      return status.state === "ready" && status.identity.modelDigest;
    };
    await activate("b");
    later(6);
    const other = await must(engine.describe("other"));
    await must(attempt(PROMPTS[0]!, other));
    await worker.scheduled();
    expect([await isReady("other"), await isReady("m")]).toEqual([digests.c, false]);
    await must(attempt(PROMPTS[0]!, await must(engine.describe("m"))));
    await must(activate("a"));
    later(61);
    await worker.scheduled();
    await vi.waitFor(async () => expect(await isReady("m")).toBe(digests.a));
  });
});
