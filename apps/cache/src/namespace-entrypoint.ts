import { WorkerEntrypoint } from "cloudflare:workers";
import type { NamespaceItem, NamespaceService } from "@steadytext/core";
import { ALL_SOON, NamespaceRecords, Namespaces, ReadCounter, type NamespaceEntryRef } from "@steadytext/store";
import { logFailure } from "./log-event.ts";

/** Shared by all invocations of the isolate: counts that ended with each call would never add up. */
const readCounter = new ReadCounter<NamespaceEntryRef>(ALL_SOON);

/** Tenants' namespaces as the gateway calls them: D1 alone, since their values change. */
export class NamespaceEntrypoint extends WorkerEntrypoint<Env> implements NamespaceService {
  readonly #namespaces: Namespaces;

  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, env);
    this.#namespaces = new Namespaces({
      records: new NamespaceRecords(env.DB, Date.now),
      readCounter,
      now: Date.now,
      defer: (work) => ctx.waitUntil(work),
      onFailure: (cause) => logFailure("namespace_store_failed", cause),
    });
  }

  init(tenant: string, cacheName: string, maxSizeBytes: number) {
    return this.#namespaces.init(tenant, cacheName, maxSizeBytes);
  }

  get(tenant: string, cacheName: string, keys: readonly string[]) {
    return this.#namespaces.get(tenant, cacheName, keys);
  }

  set(tenant: string, cacheName: string, items: readonly NamespaceItem[]) {
    return this.#namespaces.set(tenant, cacheName, items);
  }

  delete(tenant: string, cacheName: string, keys: readonly string[]) {
    return this.#namespaces.delete(tenant, cacheName, keys);
  }

  exists(tenant: string, cacheName: string, key: string) {
    return this.#namespaces.exists(tenant, cacheName, key);
  }

  clear(tenant: string, cacheName: string) {
    return this.#namespaces.clear(tenant, cacheName);
  }

  stats(tenant: string, cacheName: string) {
    return this.#namespaces.stats(tenant, cacheName);
  }
}
