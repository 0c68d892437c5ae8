export * from "./cache-bookkeeping.ts";
export * from "./cache-entries.ts";
export * from "./ledger.ts";
export * from "./namespaces.ts";
