import { ERROR_CODES, type ErrorCode } from "@steadytext/core";
import { describe, expect, test } from "vitest";
import type { ErrorContext } from "./error-family.ts";
import { errorResponse } from "./error-response.ts";

const NATIVE: ErrorContext = { requestId: "r", family: "native", origin: "https://api.test" };

const STATUSES: Readonly<Record<number, readonly ErrorCode[]>> = {
  400: [
    "invalid_json",
    "invalid_request",
    "unknown_field",
    "unsupported_parameter",
    "unsupported_schema",
    "invalid_model",
    "context_length_exceeded",
  ],
  401: ["missing_api_key"],
  403: ["invalid_api_key", "insufficient_scope"],
  404: ["not_found", "model_not_found"],
  405: ["method_not_allowed"],
  408: ["request_timeout"],
  409: ["sequence_conflict"],
  413: ["body_too_large"],
  415: ["unsupported_media_type"],
  422: ["idempotency_mismatch"],
  429: ["rate_limited", "quota_exceeded"],
  500: ["internal"],
  503: ["model_loading", "overloaded", "auth_unavailable", "unavailable"],
  504: ["deadline_exceeded", "not_cached"],
};

describe("error response", () => {
  test.each(Object.entries(STATUSES))("has status %s for its codes", (status, codes) => {
    for (const code of codes) expect(errorResponse({ code, message: "m" }, NATIVE).status).toBe(Number(status));
  });

  test("gives every code a status, and tells codes between Workers as unavailable", async () => {
    for (const code of ERROR_CODES) expect(errorResponse({ code, message: "m" }, NATIVE).status).toBeGreaterThanOrEqual(400);
    for (const code of ["model_changed", "cancelled"] as const) {
      const response = errorResponse({ code, message: "between Workers" }, NATIVE);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: "unavailable" });
    }
  });

  test("says after how many whole seconds to try again", () => {
    expect(errorResponse({ code: "overloaded", message: "m", retryAfterSeconds: 2.2 }, NATIVE).headers.get("retry-after")).toBe("3");
    expect(errorResponse({ code: "rate_limited", message: "m" }, NATIVE).headers.get("retry-after")).toBe("1");
    expect(errorResponse({ code: "invalid_request", message: "m" }, NATIVE).headers.get("retry-after")).toBeNull();
  });

  test("carries the field at fault and the details beside, never over, its own fields", async () => {
    const details = { n_prompt_tokens: 2000, n_ctx: 1024, code: "other", error: "other" };
    const response = errorResponse({ code: "context_length_exceeded", message: "m", param: "prompt", details }, NATIVE);
    expect(await response.json()).toEqual({
      n_prompt_tokens: 2000,
      n_ctx: 1024,
      error: "m",
      code: "context_length_exceeded",
      param: "prompt",
      request_id: "r",
    });
  });

  test("tells a code it does not know as internal, without its text", async () => {
    const response = errorResponse({ code: "from_the_future" as ErrorCode, message: "canary" }, NATIVE);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("canary");
  });

  test("nests the error where OpenAI's clients parse it, with a link to its page", async () => {
    const error = { code: "context_length_exceeded", message: "m", param: "messages", details: { n_ctx: 1024, code: "other" } } as const;
    expect(await errorResponse(error, { ...NATIVE, family: "openai" }).json()).toEqual({
      error: {
        n_ctx: 1024,
        message: "m",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
        doc_url: "https://api.test/docs/errors#context_length_exceeded",
      },
      request_id: "r",
    });
  });

  test.each([
    ["native", 403, null],
    ["cache", 401, "Bearer"],
    ["openai", 401, "Bearer"],
  ] as const)("answers a key that is not valid on %s routes with %s", (family, status, challenge) => {
    const response = errorResponse({ code: "invalid_api_key", message: "m" }, { ...NATIVE, family });
    expect(response.status).toBe(status);
    expect(response.headers.get("www-authenticate")).toBe(challenge);
  });

  test("tells a client not to retry what only another day or plan can change", () => {
    expect(errorResponse({ code: "quota_exceeded", message: "m" }, NATIVE).headers.get("x-should-retry")).toBe("false");
    expect(errorResponse({ code: "rate_limited", message: "m" }, NATIVE).headers.get("x-should-retry")).toBeNull();
  });
});
