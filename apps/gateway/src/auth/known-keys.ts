import type { ServiceError } from "@steadytext/core";
import { EMPTY_BUCKET, take, type Bucket } from "../limits/bucket.ts";
import type { Levels } from "../limits/limit-state.ts";
import type { KeyFacts, KeyProof } from "../guard/key-guard-service.ts";
import { equalInConstantTime } from "./equal-in-constant-time.ts";

/** How long what a guard said of a key is used while the guard cannot be reached. */
const TRUST_MS = 300_000;
/** The longest that a refusal is repeated without asking: a limit that is raised meanwhile holds after it. */
const REPEAT_MS = 1000;
/** Keys remembered in an isolate. */
const MOST_KEYS = 1000;
/** The part of a key's requests a minute that each isolate lets pass by itself, and how many where the key has no such limit. */
const UNGUARDED_SHARE = 0.1;
const UNGUARDED_REQUESTS = 60;

/** A key whose secret this isolate has seen proven. */
export interface KnownKey {
  readonly proof: KeyProof;
  readonly facts: KeyFacts;
  readonly confirmedAtMs: number;
  readonly levels: Levels | null;
  readonly refusal: { readonly error: ServiceError; readonly untilMs: number } | null;
  readonly unguarded: Bucket;
}

/** What an isolate remembers of the keys it has served. It never admits anyone while the guard answers. */
export class KnownKeys {
  readonly #keys = new Map<string, KnownKey>();

  /** The key, if this very secret was proven here. */
  find(id: string, { env, hash }: KeyProof): KnownKey | null {
    const known = this.#keys.get(id);
    if (known === undefined || known.proof.env !== env) return null;
    return equalInConstantTime(known.proof.hash, hash) ? known : null;
  }

  /** Remembers what a guard said of a proven key. */
  confirm(id: string, proof: KeyProof, facts: KeyFacts, levels: Levels | null, nowMs: number): KnownKey {
    const unguarded = this.find(id, proof)?.unguarded ?? EMPTY_BUCKET;
    return this.#set(id, { proof, facts, confirmedAtMs: nowMs, levels, refusal: null, unguarded });
  }

  /** Remembers that the next requests will be refused as this one was, for a second at most. */
  refused(id: string, proof: KeyProof, error: ServiceError, levels: Levels, nowMs: number): void {
    const known = this.find(id, proof);
    if (known === null) return;
    const untilMs = nowMs + Math.min(REPEAT_MS, (error.retryAfterSeconds ?? 0) * 1000);
    this.#set(id, { ...known, levels, confirmedAtMs: nowMs, refusal: { error, untilMs } });
  }

  forget(id: string): void {
    this.#keys.delete(id);
  }

  /** Whether a request may pass while the guard cannot be reached: a few of a key that was proven minutes ago. Null is not known. */
  passUnguarded(id: string, proof: KeyProof, nowMs: number): { readonly known: KnownKey; readonly passes: boolean } | null {
    const known = this.find(id, proof);
    if (known === null || nowMs - known.confirmedAtMs >= TRUST_MS) return null;
    const requests = known.levels?.requests;
    const limit = requests ? Math.max(1, Math.floor(requests.limit * UNGUARDED_SHARE)) : UNGUARDED_REQUESTS;
    const taken = take(known.unguarded, limit, 1, nowMs);
    if ("waitMs" in taken) return { known, passes: false };
    return { known: this.#set(id, { ...known, unguarded: taken }), passes: true };
  }

  #set(id: string, known: KnownKey): KnownKey {
    this.#keys.delete(id);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= MOST_KEYS && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(id, known);
    return known;
  }
}
