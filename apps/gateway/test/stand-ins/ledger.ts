import {
  ok,
  type KeyListing,
  type LedgerDelivery,
  type LedgerService,
  type RequestMetric,
  type UsageQuery,
  type UsageRow,
} from "@steadytext/core";
import { WorkerEntrypoint } from "cloudflare:workers";

function usual(): LedgerService {
  return {
    async recordUsage({ source, sequence, rows }) {
      const number = `${source} ${sequence}`;
      if (!ledger.numbers.has(number)) ledger.usage.push(...rows);
      ledger.numbers.add(number);
      return ok(null);
    },
    async usage({ keyId, tenant, from, to }) {
      const rows = ledger.usage.filter((row) => row.day >= from && row.day <= to);
      const asked = rows.filter((row) => (keyId ?? row.keyId) === row.keyId && (tenant ?? row.tenant) === row.tenant);
      return ok({ rows: asked, cursor: null });
    },
    async indexKey(key) {
      if ((ledger.keys.get(key.id)?.version ?? 0) < key.version) ledger.keys.set(key.id, key);
      return ok(null);
    },
    async listKeys() {
      return ok({ rows: [...ledger.keys.values()].reverse(), cursor: null });
    },
    async recordRequests({ source, sequence, rows }) {
      const number = `${source} ${sequence}`;
      if (!ledger.numbers.has(number)) ledger.requests.push(...rows);
      ledger.numbers.add(number);
      return ok(null);
    },
    analytics: async () => ok([]),
  };
}

/** What the stand-in does, changed by a test, and what it was told. */
export const ledger = {
  does: usual(),
  usage: [] as UsageRow[],
  requests: [] as RequestMetric[],
  keys: new Map<string, KeyListing>(),
  numbers: new Set<string>(),
};

export function resetLedger(): void {
  Object.assign(ledger, { does: usual(), usage: [], requests: [], keys: new Map(), numbers: new Set() });
}

/** Stands in for the ledger, over real RPC. */
export class LedgerStandIn extends WorkerEntrypoint implements LedgerService {
  recordUsage(delivery: LedgerDelivery<UsageRow>) {
    return ledger.does.recordUsage(delivery);
  }
  usage(query: UsageQuery) {
    return ledger.does.usage(query);
  }
  indexKey(key: KeyListing) {
    return ledger.does.indexKey(key);
  }
  listKeys(query: Parameters<LedgerService["listKeys"]>[0]): ReturnType<LedgerService["listKeys"]> {
    return ledger.does.listKeys(query);
  }
  recordRequests(delivery: LedgerDelivery<RequestMetric>) {
    return ledger.does.recordRequests(delivery);
  }
  analytics(query: { readonly hours: number }) {
    return ledger.does.analytics(query);
  }
}
