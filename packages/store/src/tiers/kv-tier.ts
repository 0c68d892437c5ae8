import { canonicalJson, sha256Hex, type CacheScope } from "@steadytext/core";
import { z } from "zod";
import { COPY_LIFETIME_MS } from "../copies/copy-lifetime.ts";
import { CACHE_LIMITS } from "../entry/cache-limits.ts";
import { entryEnvelope, type StoredEntry } from "../entry/stored-entry.ts";
import type { Tier, TierAnswer } from "./tier.ts";

/** What stands beside a copy's value. */
const copyEnvelope = entryEnvelope.extend({ asOfMs: z.number() });
type CopyEnvelope = z.infer<typeof copyEnvelope>;

/** The part of a KV namespace that the tier uses. */
export interface KvStore {
  getWithMetadata(key: string, type: "arrayBuffer"): Promise<{ value: ArrayBuffer | null; metadata: unknown }>;
  put(key: string, value: Uint8Array<ArrayBuffer>, options: { expirationTtl: number; metadata: CopyEnvelope }): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Single look-ups that a read may cost; KV allows 1,000 operations an invocation and has no bulk read of bytes. Digests past it are left to the tier below. */
const MAX_LOOKUPS = 100;

/** Key of an entry: always 67 bytes, whatever the scope, and unreadable to anyone who lists the namespace. */
export async function kvKey(scope: CacheScope, digest: string): Promise<string> {
  return `c2:${await sha256Hex(canonicalJson([scope, digest]))}`;
}

/** Entries in KV: the value as it is, the rest as metadata. Entries with less than KV's shortest lifetime left are not taken. */
export class KvTier implements Tier {
  readonly name = "kv";
  readonly #kv: KvStore;
  readonly #now: () => number;

  constructor(kv: KvStore, now: () => number) {
    this.#kv = kv;
    this.#now = now;
  }

  async getMany(scope: CacheScope, digests: readonly string[]): Promise<ReadonlyMap<string, TierAnswer>> {
    const answers = new Map<string, TierAnswer>();
    const look = async (digest: string) => {
      const { value, metadata } = await this.#kv.getWithMetadata(await kvKey(scope, digest), "arrayBuffer");
      if (value !== null) answers.set(digest, unwrap(value, metadata));
    };
    await Promise.all(digests.slice(0, MAX_LOOKUPS).map(look));
    return answers;
  }

  async putMany(entries: readonly StoredEntry[]): Promise<void> {
    await Promise.all(entries.map((entry) => this.#put(entry)));
  }

  async deleteMany(scope: CacheScope, digests: readonly string[]): Promise<void> {
    await Promise.all(digests.map(async (digest) => this.#kv.delete(await kvKey(scope, digest))));
  }

  async #put(entry: StoredEntry): Promise<void> {
    const endsAtMs = Math.min(entry.expiresAtMs, entry.asOfMs + COPY_LIFETIME_MS);
    const expirationTtl = Math.floor((endsAtMs - this.#now()) / 1000);
    if (expirationTtl < CACHE_LIMITS.minTtlSeconds) return;
    await this.#kv.put(await kvKey(entry.scope, entry.digest), entry.value, { expirationTtl, metadata: copyEnvelope.parse(entry) });
  }
}

function unwrap(value: ArrayBuffer, metadata: unknown): TierAnswer {
  const envelope = copyEnvelope.safeParse(metadata);
  return envelope.success ? { ...envelope.data, value: new Uint8Array(value), hits: 0 } : "damaged";
}
