import type { KvStore } from "../src/tiers/kv-tier.ts";

interface Version {
  readonly atMs: number;
  readonly value: ArrayBuffer | null;
  readonly metadata: unknown;
  readonly endsAtMs: number;
}

/** KV as it is across regions: a reader may see what was there `lagMs` ago, absence included; and it may refuse. */
export class LaggingKv implements KvStore {
  refuses: readonly ("get" | "put" | "delete")[] = [];
  readonly #versions = new Map<string, Version[]>();
  readonly #now: () => number;
  readonly #lagMs: number;

  constructor(now: () => number, lagMs = 0) {
    this.#now = now;
    this.#lagMs = lagMs;
  }

  async getWithMetadata(key: string) {
    this.#mayRefuse("get");
    const seen = (this.#versions.get(key) ?? []).findLast(({ atMs }) => atMs + this.#lagMs <= this.#now());
    if (seen === undefined || seen.endsAtMs <= this.#now()) return { value: null, metadata: null };
    return { value: seen.value?.slice(0) ?? null, metadata: seen.metadata };
  }

  async put(key: string, value: Uint8Array<ArrayBuffer>, { expirationTtl, metadata }: { expirationTtl: number; metadata: unknown }) {
    this.#mayRefuse("put");
    this.#write(key, { value: value.slice().buffer, metadata, endsAtMs: this.#now() + expirationTtl * 1000 });
  }

  async delete(key: string) {
    this.#mayRefuse("delete");
    this.#write(key, { value: null, metadata: null, endsAtMs: Number.POSITIVE_INFINITY });
  }

  get keys(): number {
    return [...this.#versions.values()].filter((versions) => versions.at(-1)?.value !== null).length;
  }

  #write(key: string, version: Omit<Version, "atMs">): void {
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), { atMs: this.#now(), ...version }]);
  }

  #mayRefuse(operation: "get" | "put" | "delete"): void {
    if (this.refuses.includes(operation)) throw new Error("KV PUT failed: 429 Too Many Requests");
  }
}
