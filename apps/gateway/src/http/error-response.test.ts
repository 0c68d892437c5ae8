import { ERROR_CODES, type ErrorCode } from "@steadytext/core";
import { describe, expect, test } from "vitest";
import { errorResponse } from "./error-response.ts";

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
    for (const code of codes) expect(errorResponse({ code, message: "m" }, "r").status).toBe(Number(status));
  });

  test("gives every code a status, and tells codes between Workers as unavailable", async () => {
    for (const code of ERROR_CODES) expect(errorResponse({ code, message: "m" }, "r").status).toBeGreaterThanOrEqual(400);
    for (const code of ["model_changed", "cancelled"] as const) {
      const response = errorResponse({ code, message: "between Workers" }, "r");
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: "unavailable" });
    }
  });

  test("says after how many whole seconds to try again", () => {
    expect(errorResponse({ code: "overloaded", message: "m", retryAfterSeconds: 2.2 }, "r").headers.get("retry-after")).toBe("3");
    expect(errorResponse({ code: "rate_limited", message: "m" }, "r").headers.get("retry-after")).toBe("1");
    expect(errorResponse({ code: "invalid_request", message: "m" }, "r").headers.get("retry-after")).toBeNull();
  });

  test("carries the field at fault and the details beside, never over, its own fields", async () => {
    const details = { n_prompt_tokens: 2000, n_ctx: 1024, code: "other", error: "other" };
    const response = errorResponse({ code: "context_length_exceeded", message: "m", param: "prompt", details }, "r");
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
    const response = errorResponse({ code: "from_the_future" as ErrorCode, message: "canary" }, "r");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("canary");
  });
});
