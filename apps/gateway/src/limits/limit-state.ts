import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { EMPTY_BUCKET, giveBack, levelOf, take, type Bucket, type Level } from "./bucket.ts";
import type { KeyLimits } from "./key-limits.ts";
import { EMPTY_QUOTA, periodOf, restore, spend, untilNext, type Quota, type QuotaLength } from "./quota.ts";

/** Tokens that a request in progress may use at most. */
interface Reservation {
  readonly tokens: number;
  /** From then on the request is given up: whoever ran it is gone. */
  readonly expiresAtMs: number;
  readonly day: string;
  readonly month: string;
}

/** What is used of a key's limits: plain data, all that must survive the object that holds it. */
export interface LimitState {
  readonly requests: Bucket;
  readonly tokens: Bucket;
  readonly day: Quota;
  readonly month: Quota;
  readonly reservations: Readonly<Record<string, Reservation>>;
}

/** How the limits stand, for an answer's headers; null where there is no such limit. */
export interface Levels {
  readonly requests: Level | null;
  readonly tokens: Level | null;
}

export const UNUSED: LimitState = { requests: EMPTY_BUCKET, tokens: EMPTY_BUCKET, day: EMPTY_QUOTA, month: EMPTY_QUOTA, reservations: {} };

/** One request: what it may use beside itself, where it computes anything. */
export interface LimitedAsk {
  readonly reservation: { readonly id: string; readonly tokens: number; readonly leaseMs: number } | null;
}

/** Counts a request and reserves its tokens: all of it or, where any limit refuses, nothing. */
export function admitRequest(state: LimitState, limits: KeyLimits, ask: LimitedAsk, nowMs: number): Result<LimitState, ServiceError> {
  const requests = takeFrom(state.requests, limits.requests_per_minute, 1, nowMs, "requests");
  if (!requests.ok) return requests;
  if (ask.reservation === null) return ok({ ...state, requests: requests.value });
  const reserved = reserve(expire(state, limits, nowMs), limits, ask.reservation, nowMs);
  return reserved.ok ? ok({ ...reserved.value, requests: requests.value }) : reserved;
}

type Asked = NonNullable<LimitedAsk["reservation"]>;

function reserve(state: LimitState, limits: KeyLimits, asked: Asked, nowMs: number): Result<LimitState, ServiceError> {
  const running = Object.keys(state.reservations).length;
  if (limits.concurrent_requests !== null && running >= limits.concurrent_requests) {
    const message = `This key may have ${limits.concurrent_requests} requests computed at once: wait for one to end`;
    return fail("rate_limited", message, { retryAfterSeconds: 1 });
  }
  const [day, month] = [periodOf("day", nowMs), periodOf("month", nowMs)];
  const daily = spend(state.day, day, asked.tokens, limits.tokens_per_day);
  if (daily === null) return spent("day", limits.tokens_per_day, nowMs);
  const monthly = spend(state.month, month, asked.tokens, limits.tokens_per_month);
  if (monthly === null) return spent("month", limits.tokens_per_month, nowMs);
  const tokens = takeFrom(state.tokens, limits.tokens_per_minute, asked.tokens, nowMs, "tokens");
  if (!tokens.ok) return tokens;
  const reservation = { tokens: asked.tokens, expiresAtMs: nowMs + asked.leaseMs, day, month };
  const reservations = { ...state.reservations, [asked.id]: reservation };
  return ok({ ...state, tokens: tokens.value, day: daily, month: monthly, reservations });
}

/** Ends a request: what it reserved and did not use is given back. One that is not known, or was given up, changes nothing. */
export function settleRequest(state: LimitState, limits: KeyLimits, id: string, usedTokens: number, nowMs: number): LimitState {
  const { [id]: reservation, ...reservations } = state.reservations;
  if (reservation === undefined) return state;
  const unused = reservation.tokens - usedTokens;
  return {
    ...state,
    tokens: limits.tokens_per_minute === null ? state.tokens : giveBack(state.tokens, limits.tokens_per_minute, unused, nowMs),
    day: restore(state.day, reservation.day, unused),
    month: restore(state.month, reservation.month, unused),
    reservations,
  };
}

/** How the limits stand at `nowMs`. */
export function levels(state: LimitState, limits: KeyLimits, nowMs: number): Levels {
  const level = (bucket: Bucket, limit: number | null): Level | null => (limit === null ? null : levelOf(bucket, limit, nowMs));
  return { requests: level(state.requests, limits.requests_per_minute), tokens: level(state.tokens, limits.tokens_per_minute) };
}

/** Gives up the requests whose lease ran out, and what they had reserved. */
function expire(state: LimitState, limits: KeyLimits, nowMs: number): LimitState {
  const over = Object.entries(state.reservations).filter(([, { expiresAtMs }]) => expiresAtMs <= nowMs);
  return over.reduce((left, [id]) => settleRequest(left, limits, id, 0, nowMs), state);
}

function takeFrom(
  bucket: Bucket,
  limit: number | null,
  cost: number,
  nowMs: number,
  unit: "requests" | "tokens",
): Result<Bucket, ServiceError> {
  if (limit === null) return ok(bucket);
  const taken = take(bucket, limit, cost, nowMs);
  if (!("waitMs" in taken)) return ok(taken);
  if (taken.waitMs === null) {
    return fail("quota_exceeded", `This request may need ${cost} ${unit}, more than the ${limit} a minute of this key: ask for less`);
  }
  const retryAfterSeconds = taken.waitMs / 1000;
  return fail("rate_limited", `This key has used its ${limit} ${unit} a minute: try again after ${wait(retryAfterSeconds)}`, {
    retryAfterSeconds,
  });
}

function spent(length: QuotaLength, limit: number | null, nowMs: number): Result<never, ServiceError> {
  const retryAfterSeconds = untilNext(length, nowMs) / 1000;
  const message = `What is left of this key's ${limit} tokens a ${length} does not cover this request: it starts anew in ${wait(retryAfterSeconds)}`;
  return fail("quota_exceeded", message, { retryAfterSeconds });
}

function wait(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  return whole === 1 ? "1 second" : `${whole} seconds`;
}
