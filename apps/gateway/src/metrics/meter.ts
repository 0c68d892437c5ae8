import { DurableObject } from "cloudflare:workers";
import type { LedgerService, ServiceError } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import { withDeadline } from "../services/with-deadline.ts";
import { CountTable, type Series } from "./counts.ts";
import type { MeterReading, MeterReport, MeterService } from "./meter-service.ts";
import { MeterStore } from "./meter-store.ts";

const DELIVERY_MS = 2_000;
const REDELIVERY_MS = 10_000;
const LEDGER_DEADLINE_MS = 20_000;

/** The one object that adds up what all gateways count, in memory and in storage, and brings requests to the ledger by alarm, each once. */
export class Meter extends DurableObject<Env> implements MeterService {
  readonly #store: MeterStore;
  readonly #totals = new CountTable();
  #alarmIsSet = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new MeterStore(ctx.storage);
    for (const { family, labels, counts } of this.#store.series()) this.#totals.add(family, labels, counts);
  }

  async record(report: MeterReport): Promise<void> {
    if (report.sequence <= this.#store.lastSequence(report.source)) return;
    try {
      this.ctx.storage.transactionSync(() => this.#take(report));
    } catch (cause) {
      // Memory may be ahead of storage.
      this.ctx.abort("a report could not be stored");
      throw cause;
    }
    if (report.requests.length > 0 && !this.#alarmIsSet) this.#setAlarm(DELIVERY_MS);
  }

  async read(): Promise<MeterReading> {
    return { series: this.#totals.all(), backlog: this.#store.backlog() };
  }

  override async alarm(): Promise<void> {
    this.#alarmIsSet = false;
    const isDone = await this.#deliver();
    if (!isDone || this.#store.backlog() > 0) this.#setAlarm(isDone ? DELIVERY_MS : REDELIVERY_MS);
  }

  #take({ source, sequence, series, requests }: MeterReport): void {
    const changed: Series[] = series.map(({ family, labels, counts }) => this.#totals.add(family, labels, counts));
    if (!this.#store.enqueue(requests)) changed.push(this.#totals.add("analyticsDropped", [], [requests.length]));
    for (const each of changed) this.#store.save(each);
    this.#store.note(source, sequence, Date.now());
  }

  async #deliver(): Promise<boolean> {
    const ledger = this.env.LEDGER as unknown as LedgerService;
    try {
      for (let next = this.#store.nextDelivery(); next !== null; next = this.#store.nextDelivery()) {
        const taken = await withDeadline(ledger.recordRequests(next), LEDGER_DEADLINE_MS);
        if (!taken.ok) return this.#failed("late");
        if (!taken.value.ok && !isRefused(taken.value.error)) return this.#failed(taken.value.error.code);
        if (!taken.value.ok) this.#drop(next.rows.length, taken.value.error);
        this.#store.delivered(next);
      }
      return true;
    } catch (cause) {
      return this.#failed(cause);
    }
  }

  #drop(requests: number, { message }: ServiceError): void {
    logFailure({ event: "ledger_delivery_refused", service: "cache", cause: message });
    this.#store.save(this.#totals.add("analyticsDropped", [], [requests]));
  }

  #failed(cause: unknown): false {
    logFailure({ event: "ledger_delivery_failed", service: "cache", cause });
    return false;
  }

  #setAlarm(inMs: number): void {
    this.#alarmIsSet = true;
    void this.ctx.storage.setAlarm(Date.now() + inMs);
  }
}

/** Whether the ledger would say the same again. */
function isRefused({ code }: ServiceError): boolean {
  return code === "invalid_request";
}
