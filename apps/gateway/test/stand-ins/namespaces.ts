import { NAMESPACE_LIMITS, ok, type NamespaceItem, type NamespaceService } from "@steadytext/core";
import { WorkerEntrypoint } from "cloudflare:workers";

const NOTHING = ok(null);

function usual(): NamespaceService {
  const held = (tenant: string, cacheName: string): Map<string, string> => {
    const name = JSON.stringify([tenant, cacheName]);
    const found = namespaces.held.get(name) ?? new Map<string, string>();
    namespaces.held.set(name, found);
    return found;
  };
  return {
    init: async () => NOTHING,
    get: async (tenant, cacheName, keys) =>
      ok(keys.slice(0, namespaces.valuesAtOnce).map((key) => held(tenant, cacheName).get(key) ?? null)),
    set: async (tenant, cacheName, items) => {
      for (const { key, value } of items) held(tenant, cacheName).set(key, value);
      return NOTHING;
    },
    delete: async (tenant, cacheName, keys) => {
      for (const key of keys) held(tenant, cacheName).delete(key);
      return NOTHING;
    },
    exists: async (tenant, cacheName, key) => ok(held(tenant, cacheName).has(key)),
    clear: async (tenant, cacheName) => {
      held(tenant, cacheName).clear();
      return NOTHING;
    },
    stats: async (tenant, cacheName) => {
      const values = [...held(tenant, cacheName).values()];
      const totalSize = values.join("").length;
      const maxSizeBytes = NAMESPACE_LIMITS.defaultMaxSizeBytes;
      const utilization = totalSize / maxSizeBytes;
      return ok({ entryCount: values.length, totalSize, avgFrequency: 1.5, maxFrequency: 2, maxSizeBytes, utilization });
    },
  };
}

/** What the stand-in does, changed by a test, what it holds, how many values it answers at once, and how often it was asked. */
export const namespaces = { does: usual(), held: new Map<string, Map<string, string>>(), valuesAtOnce: Number.POSITIVE_INFINITY, asked: 0 };

export function resetNamespaces(): void {
  Object.assign(namespaces, { does: usual(), held: new Map(), valuesAtOnce: Number.POSITIVE_INFINITY, asked: 0 });
}

/** Stands in for the cache's namespaces, over real RPC. */
export class NamespaceStandIn extends WorkerEntrypoint implements NamespaceService {
  get #does(): NamespaceService {
    namespaces.asked += 1;
    return namespaces.does;
  }
  init(tenant: string, cacheName: string, maxSizeBytes: number) {
    return this.#does.init(tenant, cacheName, maxSizeBytes);
  }
  get(tenant: string, cacheName: string, keys: readonly string[]) {
    return this.#does.get(tenant, cacheName, keys);
  }
  set(tenant: string, cacheName: string, items: readonly NamespaceItem[]) {
    return this.#does.set(tenant, cacheName, items);
  }
  delete(tenant: string, cacheName: string, keys: readonly string[]) {
    return this.#does.delete(tenant, cacheName, keys);
  }
  exists(tenant: string, cacheName: string, key: string) {
    return this.#does.exists(tenant, cacheName, key);
  }
  clear(tenant: string, cacheName: string) {
    return this.#does.clear(tenant, cacheName);
  }
  stats(tenant: string, cacheName: string) {
    return this.#does.stats(tenant, cacheName);
  }
}
