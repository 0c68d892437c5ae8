import { WorkerEntrypoint } from "cloudflare:workers";
import type { KeyListing, LedgerDelivery, LedgerService, RequestMetric, UsageQuery, UsageRow } from "@steadytext/core";
import { Ledger } from "@steadytext/store";
import { logFailure } from "./log-event.ts";

/** The ledger as the gateway calls it. */
export class LedgerEntrypoint extends WorkerEntrypoint<Env> implements LedgerService {
  readonly #ledger: Ledger;

  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, env);
    this.#ledger = new Ledger({ database: env.DB, now: Date.now, onFailure: (cause) => logFailure("ledger_store_failed", cause) });
  }

  recordUsage(delivery: LedgerDelivery<UsageRow>) {
    return this.#ledger.recordUsage(delivery);
  }

  usage(query: UsageQuery) {
    return this.#ledger.usage(query);
  }

  indexKey(key: KeyListing) {
    return this.#ledger.indexKey(key);
  }

  listKeys(query: Parameters<LedgerService["listKeys"]>[0]) {
    return this.#ledger.listKeys(query);
  }

  recordRequests(delivery: LedgerDelivery<RequestMetric>) {
    return this.#ledger.recordRequests(delivery);
  }

  analytics(query: { readonly hours: number }) {
    return this.#ledger.analytics(query);
  }
}
