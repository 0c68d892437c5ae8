import { describe, expect, it } from "vitest";
import * as errors from "../errors/steadytext-error.ts";
import { errorOfAnswer } from "./error-of-answer.ts";

const told = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  errorOfAnswer(new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers }));

describe("an error answer", () => {
  it.each([
    [400, "context_length_exceeded", errors.InvalidRequestError],
    [401, "missing_api_key", errors.AuthenticationError],
    [403, "invalid_api_key", errors.AuthenticationError],
    [403, "insufficient_scope", errors.PermissionError],
    [404, "model_not_found", errors.NotFoundError],
    [409, "sequence_conflict", errors.ConflictError],
    [413, "body_too_large", errors.InvalidRequestError],
    [429, "rate_limited", errors.RateLimitError],
    [503, "model_loading", errors.ServerError],
  ])("of status %i and code %s has a class of its own", async (status, code, kind) => {
    const error = await told(status, { error: "No.", code, request_id: "r" });
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(errors.SteadyTextError);
    expect(error).toMatchObject({ name: kind.name, message: "No.", status, code, requestId: "r" });
  });

  it("is read in both families, with its field, its facts and what its headers advise", async () => {
    const flat = {
      error: "Too long.",
      code: "context_length_exceeded",
      param: "prompt",
      n_prompt_tokens: 2000,
      n_ctx: 1024,
      request_id: "a",
    };
    expect(await told(400, flat)).toMatchObject({ param: "prompt", details: { n_prompt_tokens: 2000, n_ctx: 1024 }, retryAfter: null });
    const nested = {
      error: { message: "Later.", type: "rate_limit_error", param: null, code: "quota_exceeded", doc_url: "d" },
      request_id: "b",
    };
    const error = await told(429, nested, { "retry-after": "7", "x-should-retry": "false" });
    expect(error).toMatchObject({
      message: "Later.",
      code: "quota_exceeded",
      param: null,
      requestId: "b",
      retryAfter: 7,
      shouldRetry: false,
      details: {},
    });
  });

  it("that is not the service's says so with what it was, cut short", async () => {
    const error = await told(502, `<html>${"x".repeat(1000)}</html>`);
    expect(error).toMatchObject({ name: "ServerError", code: "unexpected_answer", status: 502 });
    expect(error.message).toContain("<html>");
    expect(error.message.length).toBeLessThan(400);
    expect((await told(404, "")).message).toContain("nothing");
    expect(await told(400, { error: 5 })).toMatchObject({ code: "unexpected_answer" });
  });

  it("of a redirect names where it leads, since the key must not follow it", async () => {
    const error = await told(301, "", { location: "https://elsewhere.example/" });
    expect(error).toMatchObject({ name: "ConnectionError", code: "unexpected_answer", status: 301 });
    expect(error.message).toContain("https://elsewhere.example/");
  });
});
