import type { D1Database } from "@cloudflare/workers-types";
import {
  fail,
  ok,
  type EndpointAnalytics,
  type KeyListing,
  type LedgerDelivery,
  type LedgerPage,
  type LedgerService,
  type RequestMetric,
  type Result,
  type ServiceError,
  type UsageQuery,
  type UsageRow,
} from "@steadytext/core";
import { drizzle } from "drizzle-orm/d1";
import { checkAnalyticsQuery, checkKey, checkKeyQuery, checkRequests, checkUsage, checkUsageQuery } from "./check-ledger.ts";
import { indexKey, listKeys } from "./key-index.ts";
import { addRequests, analyse } from "./request-ledger.ts";
import { addUsage, listUsage } from "./usage-ledger.ts";

/** What a ledger is made of. */
export interface LedgerParts {
  readonly database: D1Database;
  readonly now: () => number;
  /** For the log: why the store failed. */
  readonly onFailure: (cause: unknown) => void;
}

type Checked = Result<null, ServiceError>;

/** Usage, keys and requests in D1. What is not sound is refused whole. */
export class Ledger implements LedgerService {
  readonly #db;
  readonly #parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.#db = drizzle(parts.database);
    this.#parts = parts;
  }

  recordUsage(delivery: LedgerDelivery<UsageRow>): Promise<Checked> {
    return this.#write(checkUsage(delivery), () => addUsage(this.#db, delivery, this.#parts.now()));
  }

  recordRequests(delivery: LedgerDelivery<RequestMetric>): Promise<Checked> {
    return this.#write(checkRequests(delivery), () => addRequests(this.#db, delivery, this.#parts.now()));
  }

  indexKey(key: KeyListing): Promise<Checked> {
    return this.#write(checkKey(key), () => indexKey(this.#db, key));
  }

  usage(query: UsageQuery): Promise<Result<LedgerPage<UsageRow>, ServiceError>> {
    return this.#run(checkUsageQuery(query), () => listUsage(this.#db, query));
  }

  listKeys(query: Parameters<LedgerService["listKeys"]>[0]): Promise<Result<LedgerPage<KeyListing>, ServiceError>> {
    return this.#run(checkKeyQuery(query), () => listKeys(this.#db, query));
  }

  analytics(query: { readonly hours: number }): Promise<Result<readonly EndpointAnalytics[], ServiceError>> {
    return this.#run(checkAnalyticsQuery(query), async () => ok(await analyse(this.#db, this.#parts.now() - query.hours * 3_600_000)));
  }

  #write(checked: Checked, work: () => Promise<void>): Promise<Checked> {
    return this.#run(checked, async () => {
      await work();
      return ok(null);
    });
  }

  async #run<T>(checked: Checked, work: () => Promise<Result<T, ServiceError>>): Promise<Result<T, ServiceError>> {
    if (!checked.ok) return checked;
    try {
      return await work();
    } catch (cause) {
      this.#parts.onFailure(cause);
      return fail("unavailable", "the ledger's store did not answer: send the same again", { retryAfterSeconds: 1 });
    }
  }
}
