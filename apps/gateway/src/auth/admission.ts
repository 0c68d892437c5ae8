import { DEADLINES, err, fail, ok, type CacheScope, type Result, type ServiceError, type UsageOperation } from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { REFUSED } from "../guard/guard-state.ts";
import { NO_MODEL, type AdmissionDecision, type KeyProof } from "../guard/key-guard-service.ts";
import type { Scope } from "./key-record.ts";
import type { KnownKey } from "./known-keys.ts";

/** What a request is about to be given. */
export interface AdmittedWork {
  /** The model that answers. */
  readonly model?: string;
  /** Whether the answer came from the cache: it counts as a request, and costs no tokens. */
  readonly cached?: boolean;
  /** The most tokens it can use, where something is computed. */
  readonly tokens?: number;
}

/** Tokens that a request used. */
export interface UsedTokens {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/**
 * A request whose key is proven but which may still be refused. What the key's record says may be used to prepare an answer (a cache
 * look-up); nothing may be computed for it, and nothing told to it, before `admit` says yes. Nothing here rejects.
 */
export interface Admission {
  readonly tenant: string;
  /** Models that may be asked for; null is all. */
  readonly models: readonly string[] | null;
  readonly cacheScope: CacheScope;
  /** Admits the request with no more said of it. */
  readonly admitted: Promise<Result<null, ServiceError>>;
  /** Counts the request, and reserves the tokens of its work. The first call decides; later ones have its answer. */
  admit(work?: AdmittedWork): Promise<Result<null, ServiceError>>;
  /** Ends a request that reserved tokens, durably: before its answer does. The first call counts. */
  settle(used: UsedTokens): Promise<void>;
}

/** Who asks on an open route. */
export const ANONYMOUS: Admission = {
  tenant: "anonymous",
  models: null,
  cacheScope: "tenant:anonymous",
  admitted: Promise.resolve(ok(null)),
  admit: () => Promise.resolve(ok(null)),
  settle: () => Promise.resolve(),
};

export const NOTHING_USED: UsedTokens = { promptTokens: 0, completionTokens: 0 };

/** After this a request that reserved tokens is given up: longer than any generation may take. */
const LEASE_MS = DEADLINES.generateMs + DEADLINES.modelLoadMs + 20_000;

/** A key as its caller showed it, and what is asked with it. */
export interface ProvenKey {
  readonly id: string;
  readonly proof: KeyProof;
  readonly anyOf: readonly Scope[];
  /** The network that asks. */
  readonly caller: string | null;
}

/** The admission of one request by its key's guard. */
export class KeyAdmission implements Admission {
  readonly tenant: string;
  readonly models: readonly string[] | null;
  readonly cacheScope: CacheScope;
  readonly #key: ProvenKey;
  readonly #context: RequestContext;
  readonly #operation: UsageOperation;
  #decided: Promise<Result<null, ServiceError>> | undefined;
  #reserved: { readonly id: string; readonly model: string } | null = null;

  constructor(key: ProvenKey, { facts }: KnownKey, context: RequestContext) {
    this.tenant = facts.tenant;
    this.models = facts.models;
    this.cacheScope = facts.cacheScope;
    this.#key = key;
    this.#context = context;
    this.#operation = operationOf(key.anyOf);
  }

  get admitted(): Promise<Result<null, ServiceError>> {
    return this.admit();
  }

  admit(work: AdmittedWork = {}): Promise<Result<null, ServiceError>> {
    this.#decided ??= this.#decide(work);
    return this.#decided;
  }

  async settle({ promptTokens, completionTokens }: UsedTokens): Promise<void> {
    this.#context.observer.used({ promptTokens, completionTokens });
    const reserved = this.#reserved;
    if (reserved === null) return;
    this.#reserved = null;
    const { guards, limits } = this.#context;
    const settlement = { ...reserved, operation: this.#operation, promptTokens, completionTokens };
    const levels = await guards.ask(this.#key.id, this.#context, (guard) => guard.settle(settlement));
    if (levels.ok) limits.report(levels.value);
  }

  async #decide({ model = NO_MODEL, cached = false, tokens }: AdmittedWork): Promise<Result<null, ServiceError>> {
    const { guards, timing } = this.#context;
    const { id, proof, anyOf } = this.#key;
    const reservation = tokens === undefined ? null : { id: crypto.randomUUID(), tokens, leaseMs: LEASE_MS };
    const ask = { proof, anyOf, operation: this.#operation, model, cached, reservation };
    const answer = await timing.measure("key", () => guards.ask(id, this.#context, (guard) => guard.admit(ask)));
    if (!answer.ok) return this.#unguarded();
    if (answer.value.outcome.ok && reservation !== null) this.#reserved = { id: reservation.id, model };
    return this.#take(answer.value);
  }

  #take({ outcome, levels }: AdmissionDecision): Result<null, ServiceError> {
    const { knownKeys, limits, failures } = this.#context;
    const { id, proof, caller } = this.#key;
    const nowMs = Date.now();
    limits.report(levels);
    if (outcome.ok) {
      knownKeys.confirm(id, proof, outcome.value, levels, nowMs);
      return ok(null);
    }
    if (outcome.error.code === REFUSED.code) {
      knownKeys.forget(id);
      failures.failed(caller, nowMs);
    } else if (levels?.requests?.remaining === 0) {
      knownKeys.refused(id, proof, outcome.error, levels, nowMs);
    }
    return err(outcome.error);
  }

  /** The guard cannot be reached: what a key could do minutes ago it may do still, but little of it. */
  #unguarded(): Result<null, ServiceError> {
    const passed = this.#context.knownKeys.passUnguarded(this.#key.id, this.#key.proof, Date.now());
    if (passed === null) return UNCHECKED;
    this.#context.limits.report(passed.known.levels);
    return passed.passes ? ok(null) : UNCHECKED_TOO_MANY;
  }
}

/** Said of a key that no guard confirms: it may well be valid. */
export const UNCHECKED = fail("auth_unavailable", "The API key cannot be checked at the moment: try again", { retryAfterSeconds: 1 });

const UNCHECKED_TOO_MANY = fail("rate_limited", "Limits cannot be checked at the moment, so only a part of them holds: try again", {
  retryAfterSeconds: 1,
});

const INFERENCE = ["generate", "embed", "rerank"] as const;

/** What usage is counted as: routes of one kind of inference as that, every other as other. */
function operationOf(anyOf: readonly Scope[]): UsageOperation {
  return (anyOf.length === 1 ? INFERENCE.find((operation) => anyOf.includes(operation)) : undefined) ?? "other";
}
