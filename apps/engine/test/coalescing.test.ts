import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import type { GenerationEvent, GenerationJob } from "@steadytext/core";
import { beforeAll, describe, expect, it } from "vitest";
import { activate, job, manifest, openStream, putWeights, readAll, run, weightsBytes } from "./published-model.ts";

beforeAll(async () => {
  await putWeights(await weightsBytes());
  await activate(manifest);
  await run(await job({ maxTokens: 1 }));
});

const replica = () => env.REPLICA.getByName("auto-0");

/** Reads events until one of this type has come, and says how many lines did. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, type: GenerationEvent["type"]): Promise<void> {
  const decoder = new TextDecoder();
  for (let text = ""; !text.includes(`{"type":"${type}"`);) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the stream ended before ${type}: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
}

/** All events of a job. */
const eventsOf = async (asked: GenerationJob) => readAll(await openStream(asked));
const begun = (answers: readonly (readonly GenerationEvent[])[]) =>
  answers.filter(([first]) => first?.type === "started" && !first.coalesced).length;

describe("100 equal requests at once", () => {
  it("share one generation and get the same events, also those who come late and when the first leaves", async () => {
    const asked = await job({ prompt: { text: "Count:" }, maxTokens: 48 });
    const alone = await eventsOf(asked);
    const leader = (await openStream(asked)).getReader();
    await readUntil(leader, "token");
    const early = Array.from({ length: 49 }, () => eventsOf(asked));
    await readUntil(leader, "token");
    await leader.cancel();
    const late = Array.from({ length: 50 }, () => eventsOf(asked));
    const answers = await Promise.all([...early, ...late]);
    expect(begun(answers)).toBe(0);
    expect(answers.map((events) => events.slice(1))).toEqual(answers.map(() => alone.slice(1)));
  });

  it("begin one generation between them", async () => {
    const asked = await job({ prompt: { text: "List:" }, maxTokens: 48 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => eventsOf(asked)));
    expect(begun(answers)).toBe(1);
    expect(new Set(answers.map((events) => JSON.stringify(events.at(-1)))).size).toBe(1);
  });

  it("of two tenants share nothing", async () => {
    const [one, two] = await Promise.all(
      ["tenant:one", "tenant:two"].map(async (prefixScope) => eventsOf(await job({ maxTokens: 8 }, { prefixScope }))),
    );
    expect(begun([one!, two!])).toBe(2);
    expect(one!.at(-1)).toEqual(two!.at(-1));
  });
});

describe("100 different requests at once", () => {
  it("are each answered whole before their deadline, or refused at once with the time to come back", async () => {
    const timeoutMs = 60_000;
    const asking = (i: number) => job({ prompt: { text: `Word ${i}:` }, maxTokens: 8 }, { timeoutMs });
    const jobs = await Promise.all(Array.from({ length: 100 }, (_, i) => asking(i)));
    const deadline = Date.now() + timeoutMs;
    const ended: ("answered" | "refused")[] = [];
    const outcomes = await Promise.all(
      jobs.map(async (asked) => {
        const outcome = await run(asked);
        ended.push(outcome.ok ? "answered" : "refused");
        return outcome;
      }),
    );
    expect(Date.now()).toBeLessThan(deadline);
    // Whoever is refused does not wait for a place first.
    expect(ended.lastIndexOf("refused")).toBeLessThan(ended.length - 32);
    const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    expect(refused.every(({ code, retryAfterSeconds }) => code === "overloaded" && retryAfterSeconds! >= 1)).toBe(true);
    const answered = outcomes.filter((outcome) => outcome.ok);
    // Eight run and thirty-two wait at any time.
    expect(answered.length).toBeGreaterThanOrEqual(40);
    expect(answered.every(({ value }) => value.usage.completionTokens > 0)).toBe(true);
  });
});

describe("a replica that is reset", () => {
  it("in the middle of a generation costs its callers nothing: they get the same events from its new start", async () => {
    const asked = await job({ prompt: { text: "Tell me:" }, maxTokens: 64 });
    const alone = await eventsOf(asked);
    const streams = await Promise.all(Array.from({ length: 3 }, () => openStream(asked)));
    const [first, ...others] = streams.map((stream) => stream.getReader());
    await readUntil(first!, "token");
    const rest = [first!, ...others].map(async (reader) => {
      let text = "";
      for (let read = await reader.read(); !read.done; read = await reader.read()) text += new TextDecoder().decode(read.value);
      return text;
    });
    await runInDurableObject(replica(), (_, state) => state.abort("reset by the test")).catch(() => undefined);
    const [last, ...whole] = (await Promise.all(rest)).map((text) => text.split("\n").filter((line) => line !== ""));
    expect(JSON.parse(last!.at(-1)!)).toEqual(alone.at(-1));
    for (const lines of whole) expect(lines.slice(1).map((line) => JSON.parse(line))).toEqual(alone.slice(1));
  });
});
