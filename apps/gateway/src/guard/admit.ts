import { err, ok } from "@steadytext/core";
import { admitRequest, levels, settleRequest } from "../limits/limit-state.ts";
import type { KeyLimits } from "../limits/key-limits.ts";
import { periodOf } from "../limits/quota.ts";
import { count, requestEntry, tokensEntry } from "../usage/usage-journal.ts";
import { checkProof, checkRights, type GuardState } from "./guard-state.ts";
import type { AdmissionAsk, AdmissionDecision, Settlement } from "./key-guard-service.ts";

/** Decides on a request. The state is the same object unless the request was admitted. */
export function admit(
  state: GuardState,
  ask: AdmissionAsk,
  limits: KeyLimits,
  nowMs: number,
): { readonly state: GuardState; readonly decision: AdmissionDecision } {
  const proven = checkProof(state, ask.proof, nowMs);
  if (!proven.ok) return { state, decision: { outcome: proven, levels: null } };
  const may = checkRights(state, ask.anyOf, ask.model);
  const admitted = may.ok ? admitRequest(state.limits, limits, ask, nowMs) : may;
  if (!admitted.ok) return { state, decision: { outcome: err(admitted.error), levels: levels(state.limits, limits, nowMs) } };
  const entry = requestEntry(periodOf("day", nowMs), ask.model, ask.operation, ask.cached);
  const next = { ...state, limits: admitted.value, journal: count(state.journal, entry) };
  return { state: next, decision: { outcome: ok(proven.value), levels: levels(next.limits, limits, nowMs) } };
}

/** Ends a request: gives back what it did not use, and counts what it used on the day it began. */
export function settle(state: GuardState, settlement: Settlement, limits: KeyLimits, nowMs: number): GuardState {
  const { id, model, operation, promptTokens, completionTokens } = settlement;
  const reservation = state.limits.reservations[id];
  if (reservation === undefined) return state;
  const settled = settleRequest(state.limits, limits, id, promptTokens + completionTokens, nowMs);
  if (promptTokens + completionTokens === 0) return { ...state, limits: settled };
  const entry = tokensEntry(reservation.day, model, operation, { promptTokens, completionTokens });
  return { ...state, limits: settled, journal: count(state.journal, entry) };
}
