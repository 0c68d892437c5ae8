import { embedRequest, generateRequest } from "@steadytext/core";
import { describe, expect, test } from "vitest";
import { generateRoute } from "../routes/generate.ts";
import { validate } from "./validate.ts";

const generate = (body: unknown) => validate(generateRequest, body, generateRoute.unsupported);

describe("validate", () => {
  test.each([
    [{}, "prompt", "prompt is required"],
    [{ prompt: 5 }, "prompt", "prompt must be a string"],
    [{ prompt: "" }, "prompt", "prompt must not be empty"],
    [{ prompt: "\ud800" }, "prompt", "prompt must be well-formed Unicode, without lone surrogates"],
    [{ prompt: "x".repeat(40_000) }, "prompt", "prompt must be at most 32768 bytes of UTF-8"],
    [{ prompt: "a", max_tokens: 0 }, "max_tokens", "max_tokens must be at least 1"],
    [{ prompt: "a", max_tokens: 513 }, "max_tokens", "max_tokens must be at most 512"],
    [{ prompt: "a", max_tokens: 1.5 }, "max_tokens", "max_tokens must be a whole number"],
    [{ prompt: "a", max_tokens: "5" }, "max_tokens", "max_tokens must be a number"],
    [{ prompt: "a", temperature: 2.1 }, "temperature", "temperature must be at most 2"],
    [{ prompt: "a", top_p: 0 }, "top_p", "top_p must be greater than 0"],
    [{ prompt: "a", raw: "yes" }, "raw", "raw must be true or false"],
    [{ prompt: "a", stop: 5 }, "stop", "stop must be a string or a list"],
    [{ prompt: "a", stop: ["a", "b", "c", "d", "e"] }, "stop", "stop must be at most 4 items long"],
    [{ prompt: "a", stop: ["a", 5] }, "stop.1", "stop.1 must be a string"],
    [
      { prompt: "a", model: "../x" },
      "model",
      "model must be a model name: lower-case letters, digits, dot, dash and underscore, a letter or digit first, 64 at most",
    ],
    [{ prompt: "a", cache: { ttl: 5 } }, "cache.ttl", "cache.ttl must be at least 60"],
    [{ prompt: "a", presence_penalty: -3 }, "presence_penalty", "presence_penalty must be at least -2"],
    [{ prompt: "a", return_logprobs: 5 }, "return_logprobs", "return_logprobs must be true or false"],
    [{ prompt: "a", logit_bias: { 5: 101 } }, "logit_bias.5", "logit_bias.5 must be at most 100"],
    [{ prompt: "a", logit_bias: { five: 1 } }, "logit_bias.five", "logit_bias.five must be a token id"],
    [{ prompt: "a", metadata: { a: 5 } }, "metadata.a", "metadata.a must be a string"],
  ])("of %j names the field and what it must be", (body, param, message) => {
    expect(generate(body)).toEqual({ ok: false, error: { code: "invalid_request", message, param } });
  });

  test.each([[null], [5], ["text"], [[]], [true]])("refuses %j as no object", (body) => {
    expect(generate(body)).toMatchObject({ error: { code: "invalid_request", message: "The body must be a JSON object" } });
  });

  test("names an unknown field, however deep, before any other fault", () => {
    expect(generate({ promt: "a" })).toMatchObject({ error: { code: "unknown_field", param: "promt" } });
    expect(generate({ prompt: "a", cache: { nocache: true } })).toMatchObject({ error: { code: "unknown_field", param: "cache.nocache" } });
    expect(generate({ prompt: "a", constructor: 1 })).toMatchObject({ error: { code: "unknown_field", param: "constructor" } });
  });

  test("cuts a name that is long", () => {
    const refused = generate({ ["x".repeat(10_000)]: 1 });
    expect(JSON.stringify(refused).length).toBeLessThan(400);
  });

  test.each(["grammar", "n", "logprobs", "repeat_penalty"])("refuses %s by name", (name) => {
    expect(generate({ prompt: "a", [name]: 2 })).toMatchObject({ error: { code: "unsupported_parameter", param: name } });
  });

  test("lets an unsupported field pass where it asks for nothing", () => {
    expect(generate({ prompt: "a", n: 1, logprobs: false })).toMatchObject({ ok: true });
  });

  test.each([
    [{ text: " \n" }, "text must not be empty or blank"],
    [{ text: [] }, "text must be at least 1 items long"],
    [{ text: ["a", ""] }, "text.1 must not be empty or blank"],
    [{ text: "a", mode: "other" }, 'mode must be "query" or "passage"'],
  ])("of the embedding request %j says what is allowed", (body, message) => {
    expect(validate(embedRequest, body)).toMatchObject({ error: { code: "invalid_request", message } });
  });
});
