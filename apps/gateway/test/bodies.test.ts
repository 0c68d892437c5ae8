import { LIMITS } from "@steadytext/core";
import { beforeEach, describe, expect, test } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, resetStandIns, send, type Send } from "./gateway-client.ts";
import { engine } from "./stand-ins/engine.ts";

beforeEach(resetStandIns);

/** A good body, filled with white space to a length. */
const padded = (bytes: number): string => JSON.stringify({ prompt: "a" }).padEnd(bytes);

function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(16 * 1024).fill(0x20);
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
}

describe("bodies", () => {
  test.each<[string, Send, number, Parameters<typeof expectError>[2], string?]>([
    ["no body", { method: "POST", headers: { "content-type": "application/json" } }, 400, "invalid_json"],
    ["half a value", { raw: '{"prompt":"a"' }, 400, "invalid_json"],
    ["bytes that are no UTF-8", { raw: Uint8Array.of(0x7b, 0xff, 0x7d) }, 400, "invalid_json"],
    ["null", { raw: "null" }, 400, "invalid_request"],
    ["a list", { raw: "[]" }, 400, "invalid_request"],
    ["a deep list", { raw: "[".repeat(20_000) + "]".repeat(20_000) }, 400, "invalid_request"],
    ["__proto__", { raw: '{"prompt":"a","__proto__":{"raw":true}}' }, 400, "unknown_field", "__proto__"],
    ["an unknown field", { body: { prompt: "a", promt: "b" } }, 400, "unknown_field", "promt"],
    ["response_format", { body: { prompt: "a", response_format: {} } }, 400, "unsupported_parameter", "response_format"],
    ["logprobs", { body: { prompt: "a", logprobs: true } }, 400, "unsupported_parameter", "logprobs"],
    ["n", { body: { prompt: "a", n: 2 } }, 400, "unsupported_parameter", "n"],
    ["no prompt", { body: {} }, 400, "invalid_request", "prompt"],
    ["a lone surrogate", { raw: '{"prompt":"\\ud800"}' }, 400, "invalid_request", "prompt"],
    ["a long prompt", { body: { prompt: "é".repeat(LIMITS.promptBytes / 2 + 1) } }, 400, "invalid_request", "prompt"],
    ["contradicting aliases", { body: { prompt: "a", max_tokens: 1, n_predict: 2 } }, 400, "invalid_request", "max_tokens"],
    ["system with raw", { body: { prompt: "a", raw: true, system: "s" } }, 400, "invalid_request", "system"],
    ["an endless bias", { raw: '{"prompt":"a","logit_bias":{"5":1e999}}' }, 400, "invalid_request", "logit_bias.5"],
    ["an infinite number", { raw: '{"prompt":"a","temperature":1e999}' }, 400, "invalid_request", "temperature"],
    ["text/plain", { raw: "{}", headers: { "content-type": "text/plain" } }, 415, "unsupported_media_type"],
    ["another charset", { raw: "{}", headers: { "content-type": "application/json; charset=utf-16" } }, 415, "unsupported_media_type"],
    ["one byte too many", { raw: padded(LIMITS.bodyBytes + 1) }, 413, "body_too_large"],
    ["a body without end", { raw: endless() }, 413, "body_too_large"],
  ])("with %s are refused by name, before any work", async (_name, request, status, code, param) => {
    const response = await send(newGateway(), "/generate", request);
    await expectError(response, status, code, param);
    expect(engine.jobs).toHaveLength(0);
  });

  test("up to the limit, in UTF-8 with its charset named, are taken", async () => {
    const headers = { "content-type": "application/json; charset=UTF-8" };
    const response = await send(newGateway(), "/generate", { raw: padded(LIMITS.bodyBytes), headers });
    expect(response.status).toBe(200);
  });

  test("that ask for nothing with an unsupported field are taken", async () => {
    const response = await send(newGateway(), "/generate", { body: { prompt: "a", n: 1, logprobs: false } });
    expect(response.status).toBe(200);
  });
});
