import { expect, test } from "vitest";
import { LimitReport } from "./limit-report.ts";

test("tells both limits, as OpenAI's clients and the IETF draft have them", () => {
  const report = new LimitReport();
  report.report({ requests: { limit: 100, remaining: 99, resetMs: 600 }, tokens: { limit: 5000, remaining: 0, resetMs: 60_000 } });
  expect(Object.fromEntries(report.headers())).toEqual({
    "x-ratelimit-limit-requests": "100",
    "x-ratelimit-remaining-requests": "99",
    "x-ratelimit-reset-requests": "0.6s",
    "x-ratelimit-limit-tokens": "5000",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "60s",
    "ratelimit-policy": '"requests";q=100;w=60, "tokens";q=5000;w=60',
    ratelimit: '"requests";r=99;t=1, "tokens";r=0;t=60',
  });
});

test("tells nothing of limits that are not there", () => {
  const report = new LimitReport();
  expect(report.headers()).toEqual([]);
  report.report({ requests: null, tokens: null });
  expect(report.headers()).toEqual([]);
});

test("an answer that says nothing of limits leaves what was known", () => {
  const report = new LimitReport();
  report.report({ requests: { limit: 1, remaining: 1, resetMs: 0 }, tokens: null });
  report.report(null);
  expect(report.headers()).toHaveLength(5);
});
