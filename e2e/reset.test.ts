import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { generateAnswer } from "@steadytext/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generationModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService([generationModel()], [], { resettable: true });
});
afterAll(() => service?.close());

/** A text that neither ends by itself nor repeats itself. */
const story = (seed: number) => ({ prompt: "Tell a story.", temperature: 1.5, logit_bias: { 0: -100, 2: -100 }, max_tokens: 200, seed });

async function openStream(body: object): Promise<IncomingMessage> {
  const { url } = await service.harness.listen();
  const headers = { "content-type": "application/json", "x-api-key": service.apiKey };
  const call = httpRequest(new URL("/generate", url), { method: "POST", headers });
  call.end(JSON.stringify({ ...body, stream: true }));
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  return answer;
}

/** Reads until so many more tokens have come. */
async function readTokens(answer: IncomingMessage, tokens: number): Promise<string> {
  let read = "";
  for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
    read += String(chunk);
    if (read.split('data: {"token"').length > tokens) return read;
  }
  throw new Error(`the stream ended before ${tokens} tokens`);
}

async function textOf(body: object): Promise<string> {
  const response = await service.post("/generate", body);
  return generateAnswer.parse(await response.json()).text;
}

/** What the cache has of a request. */
async function stored(body: object): Promise<string | null> {
  const response = await service.post("/generate", body, { "cache-control": "only-if-cached" });
  return response.status === 504 ? null : generateAnswer.parse(await response.json()).text;
}

const undisturbed = (body: object) => textOf({ ...body, cache: { no_cache: true, no_store: true } });
const interruptions = () => service.harness.getLogs().filter(({ message }) => message.includes("replica_interrupted")).length;

describe("a replica that is reset in mid-stream", () => {
  it("once costs its caller nothing: every token comes once, and only the whole answer is stored", async () => {
    const body = story(1);
    const answer = await openStream(body);
    const begun = await readTokens(answer, 10);
    await service.resetReplica();
    expect(await stored(body)).toBe(null);
    const transcript = begun + (await text(answer));
    expect(interruptions()).toBe(1);
    const indexes = [...transcript.matchAll(/"index":(\d+)/g)].map(([, index]) => Number(index));
    expect(indexes).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(transcript).toContain("[DONE]");
    const whole = await undisturbed(body);
    await expect.poll(() => stored(body)).toBe(whole);
  });

  it("twice ends the stream with an error, and nothing of it is stored", async () => {
    const body = story(2);
    const answer = await openStream(body);
    const begun = await readTokens(answer, 10);
    await service.resetReplica();
    await readTokens(answer, 10);
    await service.resetReplica();
    const rest = await text(answer);
    expect(begun + rest).not.toContain("[DONE]");
    expect(rest).toMatch(/"code":"unavailable"/);
    expect(await stored(body)).toBe(null);
    expect(await textOf(body)).toBe(await undisturbed(body));
  });
});
