import type { Clock } from "@steadytext/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CountTable } from "./counts.ts";
import { MetricBuffer, REPORT_REQUESTS } from "./metric-buffer.ts";
import type { MeterReport } from "./meter-service.ts";
import type { Observation } from "./observation.ts";

const OBSERVATION: Observation = {
  atMs: 1,
  endpoint: "/generate",
  region: "unknown",
  status: 200,
  durationMs: 5,
  cache: "HIT",
  promptTokens: 0,
  completionTokens: 0,
  prefixTokens: 0,
  firstTokenMs: [],
  interToken: null,
};

/** A clock that moves when it is told to. */
class HeldClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

/** A meter that takes each number of a source once; `does` decides what becomes of a call. */
function setUp(does: () => "ok" | "fail" | "cut" = () => "ok") {
  const clock = new HeldClock();
  const taken = new Set<number>();
  const totals = new CountTable();
  const reports: MeterReport[] = [];
  let requests = 0;
  const record = async (report: MeterReport): Promise<void> => {
    const outcome = does();
    if (outcome === "fail") throw new Error("away");
    reports.push(report);
    if (!taken.has(report.sequence)) {
      taken.add(report.sequence);
      for (const { family, labels, counts } of report.series) totals.add(family, labels, counts);
      requests += report.requests.length;
    }
    if (outcome === "cut") throw new Error("cut");
  };
  const meter = () => ({ record, read: async () => ({ series: totals.all(), backlog: 0 }) });
  const buffer = new MetricBuffer({ meter, clock, intervalMs: 2_000 });
  const counted = (family: string): number => totals.all().find((one) => one.family === family)?.counts[0] ?? 0;
  return { clock, buffer, reports, counted, requests: () => requests };
}

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

describe("MetricBuffer", () => {
  test("reports the first request at once, and those of the next two seconds together", async () => {
    const { clock, buffer, reports, counted } = setUp();
    await buffer.record(OBSERVATION);
    const later = Array.from({ length: 50 }, () => buffer.record(OBSERVATION));
    await Promise.resolve();
    expect(reports).toHaveLength(1);
    clock.advance(2_000);
    await Promise.all(later);
    expect(reports).toHaveLength(2);
    expect(counted("requests")).toBe(51);
  });

  test("goes on when the request that was to report has vanished", async () => {
    const { clock, buffer, counted } = setUp();
    await buffer.record(OBSERVATION);
    void buffer.record(OBSERVATION);
    // Its timer never fires: it is gone with its request.
    const lost = vi.spyOn(clock, "after").mockReturnValue(() => undefined);
    clock.advance(40_000);
    lost.mockRestore();
    await buffer.record(OBSERVATION);
    expect(counted("requests")).toBe(3);
  });

  test("counts every request once, whatever reports fail or are cut off", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("ok", "fail", "cut"), { maxLength: 60 }), async (outcomes) => {
        const rest = [...outcomes];
        const { clock, buffer, counted, requests } = setUp(() => rest.shift() ?? "ok");
        for (let i = 0; i < 40; i++) {
          const recorded = buffer.record(OBSERVATION);
          clock.advance(2_000);
          await recorded;
        }
        for (let i = 0; i <= outcomes.length; i++) await buffer.flush();
        expect([counted("requests"), requests()]).toEqual([40, 40]);
      }),
    );
  });

  test("holds a bounded number of requests while the meter is away, and says how many analytics lack; counts lack none", async () => {
    let isAway = true;
    const { clock, buffer, reports, counted, requests } = setUp(() => (isAway ? "fail" : "ok"));
    for (let i = 0; i < 20_000; i++) void buffer.record(OBSERVATION);
    clock.advance(2_000);
    isAway = false;
    await buffer.flush();
    expect(counted("requests")).toBe(20_000);
    expect(requests() + counted("analyticsDropped")).toBe(20_000);
    expect(requests()).toBeLessThanOrEqual(10_000 + REPORT_REQUESTS);
    for (const report of reports) expect(report.requests.length).toBeLessThanOrEqual(REPORT_REQUESTS);
  });
});
