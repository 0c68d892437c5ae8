import type { Clock, RequestMetric } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import { withDeadline } from "../services/with-deadline.ts";
import { CountTable } from "./counts.ts";
import type { CountedFamily } from "./families.ts";
import type { MeterReading, MeterReport, MeterService } from "./meter-service.ts";
import { requestMetricOf, seriesOf, type Observation } from "./observation.ts";

/** Requests held for the ledger while the meter is away; counts need no more room however many there are. */
const MOST_HELD = 10_000;
/** Requests of one report, each of some 200 bytes: a meter's row holds 2 MB. */
export const REPORT_REQUESTS = 2_000;
const REPORT_DEADLINE_MS = 5_000;
/** Between two reports of an isolate: a meter takes some hundred a second. */
export const REPORT_INTERVAL_MS = 2_000;
/** Work after an answer may last 30 s: whoever said longer ago that it would send a report is gone. */
const STALE_MS = 30_000;

/** What the buffer counts by itself, without a request. */
export type CountedEvent = Extract<CountedFamily, "cacheErrors" | "determinismMismatches">;

export interface BufferOptions {
  /** The way to the meter: asked anew for each report, since a connection that has failed stays broken. */
  meter(): MeterService;
  readonly clock: Clock;
  readonly intervalMs: number;
}

/** Counts what an isolate answers, and reports it to the meter after answers, never before one. A report that may have been lost is sent again. */
export class MetricBuffer {
  readonly #options: BufferOptions;
  // Made with the first report: a Worker may not draw random values while it starts.
  #source: string | null = null;
  #sequence = 0;
  #counts = new CountTable();
  #requests: RequestMetric[] = [];
  #report: MeterReport | null = null;
  #dueAtMs = Number.NEGATIVE_INFINITY;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: BufferOptions) {
    this.#options = options;
  }

  /** Counts an event; the next report has it. */
  count(event: CountedEvent): void {
    this.#counts.add(event, [], [1]);
  }

  /** Counts a request. Resolves when it was reported, or somebody else is about to; it never rejects. */
  async record(observation: Observation): Promise<void> {
    for (const { family, labels, counts } of seriesOf(observation)) this.#counts.add(family, labels, counts);
    if (this.#requests.length < MOST_HELD) this.#requests.push(requestMetricOf(observation));
    else this.#counts.add("analyticsDropped", [], [1]);
    const { clock, intervalMs } = this.#options;
    const now = clock.now();
    if (now < this.#dueAtMs + STALE_MS) return;
    const waitMs = Math.max(0, this.#sentAtMs + intervalMs - now);
    this.#dueAtMs = now + waitMs;
    if (waitMs > 0) await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    this.#dueAtMs = Number.NEGATIVE_INFINITY;
    await this.flush();
  }

  /** Reports what there is, as far as the meter takes it. */
  async flush(): Promise<void> {
    for (let report = this.#next(); report !== null; report = this.#next()) {
      this.#sentAtMs = this.#options.clock.now();
      if (!(await this.#send(report))) return;
      if (this.#report === report) this.#report = null;
    }
  }

  /** All that the meter has, this isolate's counts with it. Rejects where the meter does. */
  async read(): Promise<MeterReading> {
    await this.flush();
    return this.#options.meter().read();
  }

  /** The report that is under way still, or a new one. */
  #next(): MeterReport | null {
    if (this.#report !== null) return this.#report;
    if (this.#counts.isEmpty && this.#requests.length === 0) return null;
    const series = this.#counts.all();
    this.#counts = new CountTable();
    const requests = this.#requests.splice(0, REPORT_REQUESTS);
    this.#sequence += 1;
    this.#report = { source: (this.#source ??= crypto.randomUUID()), sequence: this.#sequence, series, requests };
    return this.#report;
  }

  async #send(report: MeterReport): Promise<boolean> {
    try {
      const sent = await withDeadline(this.#options.meter().record(report), REPORT_DEADLINE_MS);
      if (sent.ok) return true;
      logFailure({ event: "meter_late" });
    } catch (cause) {
      logFailure({ event: "meter_failed", cause });
    }
    return false;
  }
}
