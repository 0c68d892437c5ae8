import { ok, type LedgerService, type Result, type ServiceError } from "@steadytext/core";
import { listingOf } from "../guard/change-key.ts";
import type { GuardState } from "../guard/guard-state.ts";
import { delivered, isDue } from "./usage-journal.ts";

/** Where the state of a key is held; `put` writes it before anything else leaves the object. */
export interface StateHolder {
  get(): GuardState;
  put(state: GuardState): void;
}

/** Whether the ledger lacks anything of this key. */
export function isDeliveryDue({ journal, version, listed }: GuardState): boolean {
  return version > listed || isDue(journal);
}

/** Brings the ledger up to date: sealed counts first, each once by its number, then the key itself. Rejects where a binding does. */
export async function deliver(holder: StateHolder, ledger: LedgerService): Promise<Result<null, ServiceError>> {
  const { journal, record } = holder.get();
  if (journal.sealed !== null) {
    const rows = journal.sealed.map((entry) => ({ keyId: record.id, tenant: record.tenant, ...entry }));
    const taken = await ledger.recordUsage({ source: journal.source, sequence: journal.sequence, rows });
    if (!taken.ok) return taken;
    const state = holder.get();
    holder.put({ ...state, journal: delivered(state.journal, journal.sequence) });
  }
  const { version, listed } = holder.get();
  if (version > listed) {
    const indexed = await ledger.indexKey(listingOf(holder.get()));
    if (!indexed.ok) return indexed;
    holder.put({ ...holder.get(), listed: version });
  }
  return ok(null);
}
