import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Service } from "../harness/service.ts";
import { CHAT, CLIENT_NAMES, COMPLETION, seeClients, type ClientName, type Seen } from "./see-clients.ts";

/** The Workers start, then both clients run: half a minute, many times that on a busy machine. */
const SET_UP_MS = 400_000;

let service: Service;
let seen: Readonly<Record<ClientName, Seen>>;
beforeAll(async () => {
  ({ service, seen } = await seeClients());
}, SET_UP_MS);
afterAll(() => service?.close());

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}
interface Likely {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
  readonly top: readonly (readonly [string, number])[];
}

describe.each(CLIENT_NAMES)("OpenAI's client from %s", (name) => {
  const told = <T>(scenario: string) => seen[name].told[scenario] as T;

  it("chats: the pinned text, in OpenAI's shape", () => {
    const { usage, ...answer } = told<{ usage: Usage }>("chat");
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/),
      model: "smollm2-135m-instruct",
      system_fingerprint: expect.stringMatching(/^fp_/),
      text: CHAT.text,
      finish_reason: "length",
    });
    expect([usage.completion_tokens, usage.total_tokens]).toEqual([32, usage.prompt_tokens + 32]);
  });

  it("streams the same, with one role, one end and one chunk of usage", () => {
    const { id, usage } = told<{ id: string; usage: Usage }>("chat");
    expect(told("stream")).toEqual({ id, roles: ["assistant"], text: CHAT.text, finish_reasons: ["length"], usages: [usage] });
  });

  it("reads log-probabilities: the greedy token leads, and the bytes are the text's", () => {
    const tokens = told<readonly Likely[]>("logprobs");
    expect(tokens).toHaveLength(32);
    for (const { token, logprob, top } of tokens) {
      expect(top[0]).toEqual([token, logprob]);
      expect(top.map(([, each]) => each)).toEqual(top.map(([, each]) => each).toSorted((a, b) => b - a));
      expect(logprob).toBeLessThanOrEqual(0);
    }
    expect(Buffer.from(tokens.flatMap(({ bytes }) => bytes)).toString()).toBe(CHAT.text);
  });

  it("completes a text as it is", () => {
    expect(told("completion")).toMatchObject({ text: COMPLETION.text, usage: { completion_tokens: 32 } });
  });

  it("scores a text with echo: each token but the first, at its place", () => {
    const { text, tokens, token_logprobs, top_logprobs, text_offset, usage } = told<{
      text: string;
      tokens: readonly string[];
      token_logprobs: readonly (number | null)[];
      top_logprobs: readonly (Readonly<Record<string, number>> | null)[];
      text_offset: readonly number[];
      usage: Usage;
    }>("scoring");
    expect([text, tokens.join(""), usage.completion_tokens]).toEqual([COMPLETION.request.prompt, text, 0]);
    expect(text_offset).toEqual(tokens.map((_, index) => tokens.slice(0, index).join("").length));
    expect([token_logprobs[0], top_logprobs[0]]).toEqual([null, null]);
    for (const [index, logprob] of token_logprobs.entries()) {
      if (logprob === null) continue;
      expect(logprob).toBeLessThanOrEqual(Math.max(...Object.values(top_logprobs[index] ?? {})));
    }
    expect(token_logprobs.filter((logprob) => logprob !== null)).toHaveLength(usage.prompt_tokens - 1);
  });

  it("gets the same vectors in its own encoding as in numbers", () => {
    const { usual, floats, usage } = told<{ usual: number[][]; floats: number[][]; usage: Usage }>("embeddings");
    expect(usual).toEqual(floats);
    expect(usual.map((vector) => vector.length)).toEqual([384, 384]);
    for (const vector of usual) expect(Math.abs(Math.hypot(...vector) - 1)).toBeLessThan(1e-6);
    expect(usage.total_tokens).toBeGreaterThan(0);
  });

  it("lists the models, and finds the default by its alias", () => {
    const { listed, by_alias } = told<{ listed: string[]; by_alias: string }>("models");
    expect([listed.toSorted(), by_alias]).toEqual([["all-minilm-l6-v2", "smollm2-135m-instruct"], "smollm2-135m-instruct"]);
  });

  it("throws the error of its kind, which names what was wrong", () => {
    const own = (npm: string, pypi: string) => (name === "npm" ? npm : pypi);
    expect(told("errors")).toEqual({
      wrong_key: ["AuthenticationError", 401, "invalid_api_key", null],
      no_scope: ["PermissionDeniedError", 403, "insufficient_scope", null],
      no_model: ["NotFoundError", 404, "model_not_found", "model"],
      no_route: ["NotFoundError", 404, "not_found", null],
      unknown_field: ["BadRequestError", 400, "unknown_field", "temprature"],
      unsupported: ["BadRequestError", 400, "unsupported_parameter", "tools"],
      too_long: ["BadRequestError", 400, "context_length_exceeded", "messages"],
      too_large: [own("APIError", "APIStatusError"), 413, "body_too_large", null],
      not_cached: ["InternalServerError", 504, "not_cached", null],
      nobody_there: ["APIConnectionError", null, null, null],
      too_slow: [own("APIConnectionTimeoutError", "APITimeoutError"), null, null, null],
    });
    expect(seen[name].unready).toEqual(["InternalServerError", 503, "unavailable", null]);
  });

  it("waits as long as a 429 says, asks again, and is answered", () => {
    expect(told("retries")).toEqual({ refusal: ["RateLimitError", 429, "rate_limited", null], listed: 2 });
    const listings = seen[name].exchanges.filter(({ path }) => path === "/v1/models");
    const last = listings.findLastIndex(({ status }) => status === 429);
    const [refused, answered] = listings.slice(last);
    expect([refused?.status, answered?.status]).toEqual([429, 200]);
    expect(refused!.retryAfter).toBeGreaterThan(0);
    expect(answered!.arrivedMs - refused!.arrivedMs).toBeGreaterThanOrEqual(1000 * refused!.retryAfter!);
  });

  it("does not ask again what a spent quota refused", () => {
    expect(told("quota")).toEqual(["RateLimitError", 429, "quota_exceeded", null]);
    expect(seen[name].exchanges.filter(({ path, status }) => path === "/v1/completions" && status === 429)).toHaveLength(1);
  });

  it("stops the generation of a stream that it leaves", () => {
    expect(told("leaving")).toBe(3);
    expect(seen[name].stopped).toBe(1);
  });
});

it("both get the same of equal requests, computed or from the cache", () => {
  const compared = ["chat", "stream", "logprobs", "completion", "scoring", "embeddings", "models"];
  const of = (name: ClientName) => Object.fromEntries(compared.map((scenario) => [scenario, seen[name].told[scenario]]));
  expect(of("PyPI")).toEqual(of("npm"));
});
