import { fail, ok, type KeyListing, type Result, type ServiceError } from "@steadytext/core";
import type { KeyRecord } from "../auth/key-record.ts";
import type { GuardState } from "./guard-state.ts";
import type { KeyChanges, KeyView } from "./key-guard-service.ts";

/** The key with some of its fields changed; limits that are not named stay. */
export function updateKey(state: GuardState, changes: KeyChanges): Result<GuardState, ServiceError> {
  const changeable = checkChangeable(state);
  if (!changeable.ok) return changeable;
  const limits = { ...state.record.limits, ...changes.limits };
  return ok(changed(state, { record: { ...state.record, ...changes, limits } }));
}

/** The key with another secret; the present one holds for `graceMs` more. */
export function rotateKey(state: GuardState, hash: string, graceMs: number, nowMs: number): Result<GuardState, ServiceError> {
  const changeable = checkChangeable(state);
  if (!changeable.ok) return changeable;
  const previous = graceMs > 0 ? { hash: state.record.hash, untilMs: nowMs + graceMs } : null;
  return ok(changed(state, { record: { ...state.record, hash }, previous }));
}

/** The key, never to be used again; revoking it twice changes nothing. */
export function revokeKey(state: GuardState, nowMs: number): GuardState {
  return state.revokedAtMs === null ? changed(state, { revokedAtMs: nowMs, previous: null }) : state;
}

/** The key as its configuration has it now; its counts stay. */
export function reconfigured(state: GuardState, record: KeyRecord): GuardState {
  return JSON.stringify(state.record) === JSON.stringify(record) ? state : changed(state, { record });
}

/** The key as operators see it. */
export function viewOf({ record, origin, createdAtMs, revokedAtMs, previous }: GuardState): KeyView {
  const { hash: _, ...shown } = record;
  return {
    ...shown,
    created_at: new Date(createdAtMs).toISOString(),
    revoked_at: revokedAtMs === null ? null : new Date(revokedAtMs).toISOString(),
    previous_secret_until: previous === null ? null : new Date(previous.untilMs).toISOString(),
    origin,
  };
}

/** The key as the ledger lists it. */
export function listingOf({ record, createdAtMs, revokedAtMs, version }: GuardState): KeyListing {
  const { id, name, tenant, env, scopes, expires_at } = record;
  const expiresAtMs = expires_at === null ? null : Date.parse(expires_at);
  return { id, name, tenant, environment: env, scopes, createdAtMs, expiresAtMs, revokedAtMs, version };
}

function changed(state: GuardState, changes: Partial<GuardState>): GuardState {
  return { ...state, ...changes, version: state.version + 1 };
}

function checkChangeable({ origin, revokedAtMs }: GuardState): Result<null, ServiceError> {
  if (revokedAtMs !== null) return fail("invalid_request", "This key is revoked, and stays so: make another one");
  if (origin === "admin") return ok(null);
  return fail("invalid_request", "This key comes from the configuration: change it in API_KEYS");
}
