import type { CacheEntry } from "@steadytext/core";
import { kvKey } from "@steadytext/store";
import { env } from "cloudflare:workers";
import { openTestCache, valueOf } from "./cache-fixture.ts";

/** Whether the record holds a row for the entry. */
export async function inD1({ scope, digest }: CacheEntry): Promise<boolean> {
  return (await env.DB.prepare("SELECT 1 FROM cache_entries WHERE scope = ? AND digest = ?").bind(scope, digest).first()) !== null;
}

/** Whether KV holds a copy of the entry. */
export async function inKv({ scope, digest }: CacheEntry): Promise<boolean> {
  return (await env.KV.get(await kvKey(scope, digest), "arrayBuffer")) !== null;
}

/** Stores the entry and reads it until it has its copy in KV. */
export async function promoted<T extends CacheEntry>(entry: T): Promise<T> {
  const { cache, settle } = openTestCache();
  valueOf(await cache.put(entry));
  for (let reads = 0; reads < 11; reads++) await cache.get(entry.scope, entry.digest);
  await settle();
  if (!(await inKv(entry))) throw new Error("11 reads did not bring the entry into KV");
  return entry;
}
