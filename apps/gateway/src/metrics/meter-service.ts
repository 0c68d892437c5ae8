import type { RequestMetric } from "@steadytext/core";
import type { Series } from "./counts.ts";

/** What one isolate counted since its last report. A report may be sent again: its number is taken once. */
export interface MeterReport {
  /** Names the isolate. */
  readonly source: string;
  readonly sequence: number;
  readonly series: readonly Series[];
  /** For the ledger. */
  readonly requests: readonly RequestMetric[];
}

/** All that was ever counted. */
export interface MeterReading {
  readonly series: readonly Series[];
  /** Requests that the ledger lacks still. */
  readonly backlog: number;
}

/** What the meter offers to gateways. It rejects where nothing could be stored. */
export interface MeterService {
  record(report: MeterReport): Promise<void>;
  read(): Promise<MeterReading>;
}

/** Where the meter is found. */
export interface MeterNamespace {
  getByName(name: string): unknown;
}

/** The one meter, over a connection of its own: one that has failed stays broken. */
export function meterOf(namespace: MeterNamespace): MeterService {
  // The platform's stub type wraps results.
  return namespace.getByName("meter") as MeterService;
}
