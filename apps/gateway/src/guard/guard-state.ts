import { err, fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { equalInConstantTime } from "../auth/equal-in-constant-time.ts";
import type { KeyRecord, Scope } from "../auth/key-record.ts";
import { UNUSED, type LimitState } from "../limits/limit-state.ts";
import { newJournal, type UsageJournal } from "../usage/usage-journal.ts";
import { NO_MODEL, type KeyFacts, type KeyProof } from "./key-guard-service.ts";

/** All that the object of a key keeps: plain data, written whole. */
export interface GuardState {
  readonly record: KeyRecord;
  readonly origin: "admin" | "configuration";
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
  /** The secret before the last rotation. */
  readonly previous: { readonly hash: string; readonly untilMs: number } | null;
  /** Grows with every change of the key; `listed` is the last one that the ledger's index has. */
  readonly version: number;
  readonly listed: number;
  readonly limits: LimitState;
  readonly journal: UsageJournal;
}

/** A key that was never used. `source` names its journal in the ledger. */
export function newGuardState(record: KeyRecord, origin: GuardState["origin"], source: string, nowMs: number): GuardState {
  const counts = { limits: UNUSED, journal: newJournal(source) };
  return { record, origin, createdAtMs: nowMs, revokedAtMs: null, previous: null, version: 1, listed: 0, ...counts };
}

/** What a caller hears about a key that is unknown, wrong, revoked or expired: no more than that. */
export const REFUSED: ServiceError = {
  code: "invalid_api_key",
  message: "This API key is not valid: check that it was copied whole and is still in use",
};

/** Whether the proof is this key's, and the key still in use. */
export function checkProof(state: GuardState | null, proof: KeyProof, nowMs: number): Result<KeyFacts, ServiceError> {
  if (state === null || !holdsSecret(state, proof, nowMs)) return err(REFUSED);
  const { record, revokedAtMs } = state;
  const expired = record.expires_at !== null && Date.parse(record.expires_at) <= nowMs;
  if (revokedAtMs !== null || expired || record.env !== proof.env) return err(REFUSED);
  return ok(factsOf(record));
}

/** Whether the key may do what is asked. */
export function checkRights({ record }: GuardState, anyOf: readonly Scope[], model: string): Result<null, ServiceError> {
  if (!anyOf.some((scope) => record.scopes.includes(scope))) {
    return fail("insufficient_scope", `This API key lacks the scope ${anyOf.join(" or ")}: use a key that has it`);
  }
  if (model === NO_MODEL || record.models === null || record.models.includes(model)) return ok(null);
  return fail("insufficient_scope", `This API key may not use the model ${model}: use one of ${record.models.join(", ")}, or another key`);
}

function factsOf({ tenant, cache_scope, models }: KeyRecord): KeyFacts {
  return { tenant, cacheScope: cache_scope === "shared" ? "shared" : `tenant:${tenant}`, models };
}

function holdsSecret({ record, previous }: GuardState, { hash }: KeyProof, nowMs: number): boolean {
  const current = equalInConstantTime(record.hash, hash);
  const before = equalInConstantTime(previous?.hash ?? record.hash, hash);
  return current || (before && previous !== null && nowMs < previous.untilMs);
}
