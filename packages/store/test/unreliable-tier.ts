import type { CacheScope } from "@steadytext/core";
import type { StoredEntry } from "../src/entry/stored-entry.ts";
import type { RecordTier, Tier } from "../src/tiers/tier.ts";

/** A tier in memory that fails, or damages what it holds, when it is told to. */
export class UnreliableTier implements RecordTier {
  readonly held = new Map<string, StoredEntry>();
  fails = false;
  readonly name: Tier["name"];

  constructor(name: Tier["name"]) {
    this.name = name;
  }

  async getMany(scope: CacheScope, digests: readonly string[]) {
    this.#mayFail();
    return new Map(digests.flatMap((digest) => (this.held.has(scope + digest) ? [[digest, this.held.get(scope + digest)!]] : [])));
  }

  async putMany(entries: readonly StoredEntry[]) {
    this.#mayFail();
    for (const entry of entries) this.held.set(entry.scope + entry.digest, entry);
  }

  async deleteMany(scope: CacheScope, digests: readonly string[]) {
    this.#mayFail();
    for (const digest of digests) this.held.delete(scope + digest);
  }

  async addHits() {
    this.#mayFail();
  }

  damage() {
    for (const [key, entry] of this.held) this.held.set(key, { ...entry, value: new Uint8Array([...entry.value, 0]) });
  }

  #mayFail() {
    if (this.fails) throw new Error("injected");
  }
}
