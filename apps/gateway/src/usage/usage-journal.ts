import type { UsageOperation, UsageRow } from "@steadytext/core";

/** What is counted of one request, or added to it later. */
export type UsageEntry = Omit<UsageRow, "keyId" | "tenant">;

/** Counts that await delivery: plain data. What is sealed never changes until it is delivered, so that a repeated delivery is the same. */
export interface UsageJournal {
  /** Names this journal in the ledger: another one never takes its numbers. */
  readonly source: string;
  readonly sequence: number;
  readonly open: readonly UsageEntry[];
  readonly sealed: readonly UsageEntry[] | null;
}

/** A journal with nothing in it. */
export function newJournal(source: string): UsageJournal {
  return { source, sequence: 1, open: [], sealed: null };
}

/** Adds up: one entry a day, model and operation, so that the journal stays small however long the ledger is away. */
export function count(journal: UsageJournal, entry: UsageEntry): UsageJournal {
  const at = journal.open.findIndex((row) => row.day === entry.day && row.model === entry.model && row.operation === entry.operation);
  const row = journal.open[at];
  if (row === undefined) return { ...journal, open: [...journal.open, entry] };
  return { ...journal, open: journal.open.with(at, sum(row, entry)) };
}

function sum(a: UsageEntry, b: UsageEntry): UsageEntry {
  return {
    ...a,
    requests: a.requests + b.requests,
    cachedRequests: a.cachedRequests + b.cachedRequests,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}

/** Closes what is open for delivery, unless an earlier delivery is still due. */
export function seal(journal: UsageJournal): UsageJournal {
  if (journal.sealed !== null || journal.open.length === 0) return journal;
  return { ...journal, open: [], sealed: journal.open };
}

/** Forgets what was delivered. */
export function delivered(journal: UsageJournal, sequence: number): UsageJournal {
  if (journal.sequence !== sequence) return journal;
  return { ...journal, sequence: sequence + 1, sealed: null };
}

/** Whether anything awaits delivery. */
export function isDue({ open, sealed }: UsageJournal): boolean {
  return sealed !== null || open.length > 0;
}

/** An entry that counts one request. */
export function requestEntry(day: string, model: string, operation: UsageOperation, cached: boolean): UsageEntry {
  return { day, model, operation, requests: 1, cachedRequests: cached ? 1 : 0, promptTokens: 0, completionTokens: 0 };
}

/** An entry that adds the tokens of a request already counted. */
export function tokensEntry(
  day: string,
  model: string,
  operation: UsageOperation,
  tokens: { readonly promptTokens: number; readonly completionTokens: number },
): UsageEntry {
  const { promptTokens, completionTokens } = tokens;
  return { day, model, operation, requests: 0, cachedRequests: 0, promptTokens, completionTokens };
}
