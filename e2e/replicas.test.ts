import { request as httpRequest, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { generateAnswer } from "@steadytext/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generationModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

/** A caller who may ask a hundred things at once: more than the service's own limit allows. */
const crowd = { tenant: "crowd", scopes: ["generate"], limits: { concurrent_requests: 200 } };

let service: Service;
beforeAll(async () => {
  service = await startService([generationModel()], [crowd]);
});
afterAll(() => service?.close());

/** A text that neither ends by itself nor repeats itself: each step gives one token. */
const story = (max_tokens: number, more: object = {}) => ({
  prompt: "Tell a story.",
  temperature: 1.5,
  logit_bias: { 0: -100, 2: -100 },
  max_tokens,
  ...more,
});

/** Between the replica and a caller who reads as fast as it can: the streams between the Workers hold four writes of three tokens. */
const TOKENS_ON_THEIR_WAY = 12;

const asCrowd = () => ({ "x-api-key": service.keys[0]! });

/** A connection of its own, which the test can break. */
async function openConnection(body: object): Promise<IncomingMessage> {
  const { url } = await service.harness.listen();
  const headers = { "content-type": "application/json", ...asCrowd() };
  const call = httpRequest(new URL("/generate", url), { method: "POST", headers });
  call.end(JSON.stringify(body));
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  return answer;
}

/** Reads so many events at least, and says how many it read. */
async function readTokens(answer: IncomingMessage, tokens: number): Promise<number> {
  let read = 0;
  for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
    read += String(chunk).split("data: ").length - 1;
    if (read >= tokens) return read;
  }
  throw new Error(`the stream ended before ${tokens} tokens`);
}

/** Tokens that were made for each reader who left, of those in the log from line `from` on. */
function tokensOfLeavers(from: number): readonly number[] {
  const lines = service.harness.getLogs().slice(from);
  return lines.flatMap(({ message }) =>
    message.includes("reader_left") ? [(JSON.parse(message.slice(message.indexOf("{"))) as { tokens: number }).tokens] : [],
  );
}

describe("a hundred equal requests at once, whose first caller leaves", () => {
  it("cost one generation, and the other 99 get the same answer", async () => {
    const leader = await openConnection(story(60, { stream: true }));
    await readTokens(leader, 2);
    const others = Array.from({ length: 99 }, () => service.post("/generate", story(60), asCrowd()));
    await service.get("/health");
    leader.destroy();
    const answers = await Promise.all(others);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    // Who came after the answer was stored has it from the cache.
    const sources = new Set(answers.map(({ headers }) => headers.get("x-steadytext-cache")));
    expect([...sources].filter((source) => source !== "COALESCED" && source !== "HIT")).toEqual([]);
    const texts = await Promise.all(answers.map(async (answer) => generateAnswer.parse(await answer.json()).text));
    expect(new Set(texts).size).toBe(1);
  });
});

describe("a caller who leaves", () => {
  it("stops its generation within three tokens", async () => {
    const answer = await openConnection(story(500, { stream: true, seed: 9 }));
    const read = await readTokens(answer, 10);
    const logged = service.harness.getLogs().length;
    answer.destroy();
    await expect.poll(() => tokensOfLeavers(logged), { timeout: 10_000 }).toHaveLength(1);
    // Some were on their way through the four Workers when it left.
    expect(tokensOfLeavers(logged)[0]).toBeLessThanOrEqual(read + TOKENS_ON_THEIR_WAY + 3);
  });

  it("stops it as soon among eight, and gives its place to who is next in line, long before the others are done", async () => {
    // Eight of these have all pages between them.
    const streamed = (seed: number) => openConnection(story(80, { stream: true, seed }));
    const [leaver, ...others] = await Promise.all(Array.from({ length: 8 }, (_, i) => streamed(20 + i)));
    let done = 0;
    for (const other of others) other.on("end", () => (done += 1)).resume();
    const ninth = streamed(30).then((answer) => readTokens(answer, 2));
    const read = await readTokens(leaver!, 10);
    const logged = service.harness.getLogs().length;
    leaver!.destroy();
    await expect.poll(() => tokensOfLeavers(logged), { timeout: 10_000 }).toHaveLength(1);
    expect(tokensOfLeavers(logged)[0]).toBeLessThanOrEqual(read + TOKENS_ON_THEIR_WAY + 3);
    expect(await ninth).toBeGreaterThanOrEqual(2);
    expect(done).toBe(0);
    for (const other of others) other.destroy();
  });
});

describe("headers", () => {
  it("tell whether the model was in memory, and that a generation was shared", async () => {
    const first = await openConnection(story(200, { stream: true, seed: 3 }));
    const second = await service.post("/generate", story(200, { seed: 3 }), asCrowd());
    await second.text();
    expect(first.headers).toMatchObject({ "x-steadytext-cache": "MISS", "x-steadytext-engine": "warm" });
    expect(second.headers.get("x-steadytext-cache")).toBe("COALESCED");
    expect(second.headers.get("x-steadytext-engine")).toBe("warm");
    // Two more events end the stream: the answer and the end marker.
    expect(await readTokens(first, 202)).toBe(202);
  });
});
