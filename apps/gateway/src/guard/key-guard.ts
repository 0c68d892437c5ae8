import { DurableObject } from "cloudflare:workers";
import { err, fail, ok, systemClock, type LedgerService, type Result, type ServiceError } from "@steadytext/core";
import type { KeyRecord } from "../auth/key-record.ts";
import { effectiveLimits, type KeyLimits } from "../limits/key-limits.ts";
import { levels, type Levels } from "../limits/limit-state.ts";
import { logFailure } from "../log-failure.ts";
import { deliver, isDeliveryDue } from "../usage/deliver.ts";
import { seal } from "../usage/usage-journal.ts";
import { admit, settle } from "./admit.ts";
import { reconfigured, revokeKey, rotateKey, updateKey, viewOf } from "./change-key.ts";
import { GroupCommit } from "./group-commit.ts";
import { guardSettings } from "./guard-settings.ts";
import { checkProof, newGuardState, REFUSED, type GuardState } from "./guard-state.ts";
import type {
  AdmissionAsk,
  AdmissionDecision,
  KeyChanges,
  KeyFacts,
  KeyGuardService,
  KeyProof,
  KeyView,
  Settlement,
} from "./key-guard-service.ts";

const STATE = "state";
const DELIVERY_MS = 5000;
const REDELIVERY_MS = 10_000;
const NOT_FOUND = fail("not_found", "There is no such key");

/**
 * One key: its record, its limits and the journal of its usage, in memory and, before anything is acknowledged, in storage. The policy is in
 * the modules beside; this shell keeps the state. An object whose key does not exist stores nothing.
 */
export class KeyGuard extends DurableObject<Env> implements KeyGuardService {
  #state: GuardState | null;
  #alarmIsSet = false;
  readonly #commits = new GroupCommit(() => this.#write(), systemClock);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = this.#load();
  }

  async identify(proof: KeyProof): Promise<Result<KeyFacts, ServiceError>> {
    return checkProof(this.#state, proof, Date.now());
  }

  async admit(ask: AdmissionAsk): Promise<AdmissionDecision> {
    if (this.#state === null) return { outcome: err(REFUSED), levels: null };
    const { state, decision } = admit(this.#state, ask, this.#limits(this.#state), Date.now());
    // A refusal changes nothing, and waits for nothing.
    if (state !== this.#state) await this.#keep(state);
    return decision;
  }

  async settle(settlement: Settlement): Promise<Levels | null> {
    if (this.#state === null) return null;
    const limits = this.#limits(this.#state);
    const state = settle(this.#state, settlement, limits, Date.now());
    if (state !== this.#state) await this.#keep(state);
    return levels(state.limits, limits, Date.now());
  }

  async create(record: KeyRecord): Promise<Result<KeyView, ServiceError>> {
    if (this.#state !== null) return fail("sequence_conflict", "There is a key with this id already");
    return this.#change(newGuardState(record, "admin", crypto.randomUUID(), Date.now()));
  }

  async describe(): Promise<Result<KeyView, ServiceError>> {
    return this.#state === null ? NOT_FOUND : ok(viewOf(this.#state));
  }

  async update(changes: KeyChanges): Promise<Result<KeyView, ServiceError>> {
    if (this.#state === null) return NOT_FOUND;
    const updated = updateKey(this.#state, changes);
    return updated.ok ? this.#change(updated.value) : updated;
  }

  async rotate(hash: string, graceMs: number): Promise<Result<KeyView, ServiceError>> {
    if (this.#state === null) return NOT_FOUND;
    const rotated = rotateKey(this.#state, hash, graceMs, Date.now());
    return rotated.ok ? this.#change(rotated.value) : rotated;
  }

  async revoke(): Promise<Result<KeyView, ServiceError>> {
    return this.#state === null ? NOT_FOUND : this.#change(revokeKey(this.#state, Date.now()));
  }

  override async alarm(): Promise<void> {
    this.#alarmIsSet = false;
    if (this.#state === null) return;
    this.#put({ ...this.#state, journal: seal(this.#state.journal) });
    const done = await this.#deliver();
    if (this.#state !== null && isDeliveryDue(this.#state)) this.#setAlarm(done ? DELIVERY_MS : REDELIVERY_MS);
  }

  /** A change of the key is durable first; the index has it at once where the ledger answers, else with the next alarm. */
  async #change(state: GuardState): Promise<Result<KeyView, ServiceError>> {
    await this.#keep(state);
    await this.#deliver();
    return ok(viewOf(state));
  }

  async #keep(state: GuardState): Promise<void> {
    this.#state = state;
    if (!this.#alarmIsSet && isDeliveryDue(state)) this.#setAlarm(DELIVERY_MS);
    try {
      await this.#commits.commit();
    } catch (cause) {
      // Memory is ahead of storage: nothing that it says may be acknowledged.
      this.ctx.abort("the state of a key could not be written");
      throw cause;
    }
  }

  async #deliver(): Promise<boolean> {
    const holder = { get: () => this.#state as GuardState, put: (state: GuardState) => this.#put(state) };
    try {
      const delivered = await deliver(holder, this.env.LEDGER as unknown as LedgerService);
      if (delivered.ok) return true;
      logFailure({ event: "ledger_delivery_failed", service: "cache", cause: delivered.error.message });
    } catch (cause) {
      logFailure({ event: "ledger_delivery_failed", service: "cache", cause });
    }
    return false;
  }

  #put(state: GuardState): void {
    this.#state = state;
    this.#write();
  }

  #write(): void {
    this.ctx.storage.kv.put(STATE, this.#state);
  }

  #setAlarm(inMs: number): void {
    this.#alarmIsSet = true;
    void this.ctx.storage.setAlarm(Date.now() + inMs);
  }

  /** What is stored, and of a key from the configuration what the configuration says now: one that it no longer names is not there. */
  #load(): GuardState | null {
    const stored = this.ctx.storage.kv.get<GuardState>(STATE) ?? null;
    if (stored?.origin === "admin") return stored;
    // An object that its alarm has woken may not know its name.
    const id = stored?.record.id ?? this.ctx.id.name ?? "";
    const record = guardSettings(this.env).configured.get(id);
    if (record === undefined) return null;
    return stored === null ? newGuardState(record, "configuration", crypto.randomUUID(), Date.now()) : reconfigured(stored, record);
  }

  #limits({ record }: GuardState): KeyLimits {
    return effectiveLimits(record.limits, guardSettings(this.env).defaultLimits);
  }
}
