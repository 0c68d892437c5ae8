import { ALL_SOON, fromBase64, NamespaceRecords, Namespaces, ReadCounter, toBase64, type NamespaceEntryRef } from "@steadytext/store";
import { waitUntil } from "cloudflare:workers";
import { valueOf } from "../errors/value-of.ts";
import type { EdgeSettings } from "./edge-options.ts";
import { logError, reasonOf } from "./log.ts";

/** The namespace that `setCache` writes to. */
const NAME = "steadytext-edge";

const readCounter = new ReadCounter<NamespaceEntryRef>(ALL_SOON);

/** The Worker's own values by its own keys: D1 alone, since they change. */
export class UserValues {
  readonly #namespaces: Namespaces;
  readonly #tenant: string;

  constructor({ d1Database, cacheScope }: EdgeSettings) {
    this.#tenant = cacheScope;
    this.#namespaces = new Namespaces({
      records: new NamespaceRecords(d1Database as D1Database, Date.now),
      readCounter,
      now: Date.now,
      defer: (work) => waitUntil(work),
      onFailure: (cause) => logError("cache_failed", { cause: reasonOf(cause) }),
    });
  }

  /** The value of a key; null where there is none any more. */
  async get(key: string): Promise<unknown> {
    const [text] = valueOf(await this.#namespaces.get(this.#tenant, NAME, [key]));
    if (text === null || text === undefined) return null;
    const stored = JSON.parse(decode(text)) as { readonly value: unknown; readonly endsAtMs: number | null };
    return stored.endsAtMs !== null && stored.endsAtMs <= Date.now() ? null : (stored.value ?? null);
  }

  /** @param ttlSeconds null keeps the value until there is no room */
  async set(key: string, value: unknown, ttlSeconds: number | null): Promise<void> {
    const endsAtMs = ttlSeconds === null ? null : Date.now() + ttlSeconds * 1000;
    const text = encode(JSON.stringify({ value, endsAtMs }));
    valueOf(await this.#namespaces.set(this.#tenant, NAME, [{ key, value: text }]));
  }
}

function encode(text: string): string {
  return toBase64(new TextEncoder().encode(text));
}

function decode(text: string): string {
  return new TextDecoder().decode(fromBase64(text) ?? undefined);
}
