import type { CacheScope, Result, ServiceError, UsageOperation } from "@steadytext/core";
import type { KeyEnvironment } from "../auth/key-format.ts";
import type { KeyRecord, Scope } from "../auth/key-record.ts";
import type { Levels } from "../limits/limit-state.ts";

/** That a caller holds a key: the environment its text names, and the keyed hash of its secret. */
export interface KeyProof {
  readonly env: KeyEnvironment;
  readonly hash: string;
}

/** What a proven key may do. */
export interface KeyFacts {
  readonly tenant: string;
  readonly cacheScope: CacheScope;
  /** Models it may use; null is all. */
  readonly models: readonly string[] | null;
}

/** Stands for a model where none answers; no model has this name. */
export const NO_MODEL = "-";

/** One request that asks to be let in. */
export interface AdmissionAsk {
  readonly proof: KeyProof;
  /** One of these is needed. */
  readonly anyOf: readonly Scope[];
  readonly operation: UsageOperation;
  /** The model that answers, or `NO_MODEL`. */
  readonly model: string;
  /** Whether the answer came from the cache. */
  readonly cached: boolean;
  /** What it may use at most where something is computed; `id` is the caller's, and ends it in `settle`. */
  readonly reservation: { readonly id: string; readonly tokens: number; readonly leaseMs: number } | null;
}

/** What became of it, with what the caller's headers tell. */
export interface AdmissionDecision {
  readonly outcome: Result<KeyFacts, ServiceError>;
  /** Null where nothing was proven. */
  readonly levels: Levels | null;
}

/** What a request used in the end. */
export interface Settlement {
  readonly id: string;
  readonly operation: UsageOperation;
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** What may be changed of a key. */
export type KeyChanges = Partial<Pick<KeyRecord, "name" | "scopes" | "models" | "limits" | "cache_scope" | "expires_at">>;

/** A key as operators see it: nothing that could be used as one. */
export interface KeyView extends Omit<KeyRecord, "hash"> {
  readonly created_at: string;
  readonly revoked_at: string | null;
  /** Until when the secret before the last rotation is taken as well. */
  readonly previous_secret_until: string | null;
  /** A key from the configuration is changed there. */
  readonly origin: "admin" | "configuration";
}

/** What the object of one key offers the gateway. A key that is not there answers as one whose secret is wrong. */
export interface KeyGuardService {
  /** What a proven key may do; counts nothing. */
  identify(proof: KeyProof): Promise<Result<KeyFacts, ServiceError>>;
  /** Counts a request and reserves its tokens, all or nothing. What it acknowledges is durable. */
  admit(ask: AdmissionAsk): Promise<AdmissionDecision>;
  /** Ends a request that reserved tokens; a second time, or after its lease, it changes nothing. */
  settle(settlement: Settlement): Promise<Levels | null>;
  create(record: KeyRecord): Promise<Result<KeyView, ServiceError>>;
  describe(): Promise<Result<KeyView, ServiceError>>;
  update(changes: KeyChanges): Promise<Result<KeyView, ServiceError>>;
  /** Another secret; the present one is taken for `graceMs` more. */
  rotate(hash: string, graceMs: number): Promise<Result<KeyView, ServiceError>>;
  /** Once it answers, no request is admitted any more. */
  revoke(): Promise<Result<KeyView, ServiceError>>;
}
