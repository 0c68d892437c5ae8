export { default, KeyGuard, Meter } from "../src/index.ts";
export { CacheStandIn } from "./stand-ins/cache.ts";
export { EmbedderStandIn } from "./stand-ins/embedder.ts";
export { EngineStandIn } from "./stand-ins/engine.ts";
export { LedgerStandIn } from "./stand-ins/ledger.ts";
export { RegistryStandIn } from "./stand-ins/registry.ts";
export { NamespaceStandIn } from "./stand-ins/namespaces.ts";
