import {
  cacheDoneAnswer,
  cacheInitAnswer,
  cacheInitRequest,
  cacheNameRequest,
  cacheStatsAnswer,
  mebibytesToBytes,
  ok,
  type NamespaceStats,
} from "@steadytext/core";
import { cacheRoute, done } from "./cache-route.ts";

/** `POST /api/init`: sets how much a cache may hold. */
export const initRoute = cacheRoute({
  path: "/api/init",
  summary: "Set how much a cache may hold; every other cache route works without it",
  scope: "cache:write",
  request: cacheInitRequest,
  response: cacheInitAnswer,
  async run({ cache_name, max_size_mb }, ask) {
    const set = await ask((namespaces, tenant) => namespaces.init(tenant, cache_name, mebibytesToBytes(max_size_mb)));
    return set.ok ? ok(Response.json({ success: true, message: `The cache holds up to ${max_size_mb} MB of values` })) : set;
  },
});

/** `POST /api/clear`: removes all of a cache's entries. */
export const clearRoute = cacheRoute({
  path: "/api/clear",
  summary: "Remove all entries of a cache",
  scope: "cache:write",
  request: cacheNameRequest,
  response: cacheDoneAnswer,
  run: async ({ cache_name }, ask) => done(await ask((namespaces, tenant) => namespaces.clear(tenant, cache_name))),
});

/** `POST /api/stats`: how full a cache is, and how often its entries are read. */
export const statsRoute = cacheRoute({
  path: "/api/stats",
  summary: "How full a cache is, and how often its entries are read",
  scope: "cache:read",
  request: cacheNameRequest,
  response: cacheStatsAnswer,
  async run({ cache_name }, ask) {
    const stats = await ask((namespaces, tenant) => namespaces.stats(tenant, cache_name));
    return stats.ok ? ok(Response.json(shown(stats.value))) : stats;
  },
});

function shown(stats: NamespaceStats) {
  return {
    entry_count: stats.entryCount,
    total_size: stats.totalSize,
    avg_frequency: stats.avgFrequency,
    max_frequency: stats.maxFrequency,
    max_size_bytes: stats.maxSizeBytes,
    utilization: stats.utilization,
  };
}
