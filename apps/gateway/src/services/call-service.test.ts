import { ok } from "@steadytext/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callService } from "./call-service.ts";

const CALL = { service: "engine", requestId: "r-1", deadlineMs: 100 } as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("hands an answer through", async () => {
  expect(await callService(CALL, async () => ok(5))).toEqual({ ok: true, value: 5 });
  expect(console.error).not.toHaveBeenCalled();
});

test.each([
  ["rejects", () => Promise.reject(new Error("canary"))],
  [
    "throws",
    () => {
      throw new Error("canary");
    },
  ],
])("a call that %s is unavailable; its cause is in the log with the request id, not in the answer", async (_name, call) => {
  const result = await callService(CALL, call);
  expect(result).toMatchObject({ error: { code: "unavailable", retryAfterSeconds: 1 } });
  expect(JSON.stringify(result)).not.toContain("canary");
  const line = JSON.parse(String(vi.mocked(console.error).mock.calls[0]?.[0])) as Record<string, string>;
  expect(line).toMatchObject({ level: "error", event: "service_failed", requestId: "r-1", service: "engine" });
  expect(line["cause"]).toContain("canary");
});

test("a call that does not answer ends at its deadline", async () => {
  const result = callService(CALL, () => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(100);
  expect(await result).toMatchObject({ error: { code: "deadline_exceeded" } });
});
