export { CacheEntrypoint } from "./cache-entrypoint.ts";
export { LedgerEntrypoint } from "./ledger-entrypoint.ts";
export { NamespaceEntrypoint } from "./namespace-entrypoint.ts";
export { default } from "./worker.ts";
