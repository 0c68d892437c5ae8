import { DurableObject } from "cloudflare:workers";
import {
  ok,
  type ActivateOrder,
  type Activation,
  type IfSequence,
  type ModelAsked,
  type ModelManifest,
  type ModelPointer,
  type PublishedModel,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { logInfo } from "../log.ts";
import { filesOf, keepFiles, KEEP_MS, nextSweepAt, sweepFiles } from "./kept-files.ts";
import { markPending, movedPointers, nextWriteAt, writePending } from "./pointer-copies.ts";
import { activate, checkAnnounced, noSuchModel, register, remove, rollback, type Announced } from "./registry-policy.ts";
import type { RegistryState } from "./registry-state.ts";
import { readState, writeState } from "./registry-store.ts";
import { latest, publishedModel, publishedModels } from "./registry-view.ts";

type Answer<T> = Promise<Result<T, ServiceError>>;

/** A copy that keeps being missing is written anew this often at most: an absence too is remembered by KV for a while. */
const REPAIR_PAUSE_MS = 30_000;

/**
 * The one object that knows which models there are and which version answers: a shell that keeps the state, its copies in KV and the files
 * behind it in step with `registry-policy.ts`. A change is on disk before its answer leaves; copies follow, by alarm if need be.
 */
export class ModelRegistry extends DurableObject<Env> {
  readonly #storage = this.ctx.storage.kv;
  #state: RegistryState = readState(this.#storage);
  /** Work on copies and files, one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  readonly #repairedAt = new Map<string, number>();

  async list(): Answer<readonly PublishedModel[]> {
    return ok(publishedModels(this.#state));
  }

  async latest(asked: ModelAsked, copyIsUnusable: boolean): Answer<ModelPointer> {
    const found = latest(this.#state, asked);
    if (copyIsUnusable && found.ok) this.#repair(asked);
    return found;
  }

  async history(name: string): Answer<readonly Activation[]> {
    const model = this.#state.models.get(name);
    return model === undefined ? noSuchModel(this.#state, name) : ok([...model.history].reverse());
  }

  /** Asked before bytes are taken: says no where the version could not be registered, and keeps the files from being deleted meanwhile. */
  async begin(version: Announced | null, files: readonly string[]): Answer<null> {
    await this.#work;
    const allowed = version === null ? ok(null) : checkAnnounced(this.#state, version);
    if (!allowed.ok) return allowed;
    keepFiles(this.#storage, files, Date.now() + KEEP_MS);
    await this.#schedule();
    return allowed;
  }

  async register(manifest: ModelManifest): Answer<ModelManifest> {
    const registered = this.#apply(register(this.#state, manifest), manifest.name);
    if (!registered.ok) return registered;
    const { versions } = this.#state.models.get(manifest.name)!;
    return ok(versions.find(({ version }) => version === manifest.version)!);
  }

  async activate(order: ActivateOrder): Answer<PublishedModel> {
    return this.#move(activate(this.#state, order, Date.now()), order.name);
  }

  async rollback(order: IfSequence): Answer<PublishedModel> {
    return this.#move(rollback(this.#state, order, Date.now()), order.name);
  }

  async remove(version: Pick<ModelManifest, "name" | "version">): Answer<PublishedModel | null> {
    const { name } = version;
    const gone = this.#state.models.get(name)?.versions.find((manifest) => manifest.version === version.version);
    const removed = this.#apply(remove(this.#state, version), name);
    if (!removed.ok) return removed;
    if (gone) keepFiles(this.#storage, filesOf(gone), Date.now() + KEEP_MS);
    await this.#schedule();
    return ok(publishedModel(this.#state, name));
  }

  override async alarm(): Promise<void> {
    await this.#serially(() => sweepFiles(this.#storage, this.env.MODELS, () => this.#state, Date.now()));
    await this.#writeCopies();
  }

  /** A change of what answers: its copies are written before it is told, unless KV refuses. */
  async #move(transition: Result<RegistryState, ServiceError>, name: string): Answer<PublishedModel> {
    const before = this.#state.revision;
    const moved = this.#apply(transition, name);
    if (!moved.ok) return moved;
    if (this.#state.revision !== before) {
      // Before the copies are written: should the object end in the middle, the alarm goes on.
      await this.#schedule();
      await this.#writeCopies();
    }
    return ok(publishedModel(this.#state, name)!);
  }

  /** Takes the next state, in memory and on disk in one turn. */
  #apply(transition: Result<RegistryState, ServiceError>, name: string): Result<null, ServiceError> {
    if (!transition.ok) return transition;
    const before = this.#state;
    const after = transition.value;
    if (after === before) return ok(null);
    writeState(this.#storage, before, after);
    this.#state = after;
    if (after.revision === before.revision) return ok(null);
    markPending(this.#storage, movedPointers(after, name), Date.now());
    logInfo("model_activated", { name, version: after.models.get(name)?.active, revision: after.revision });
    return ok(null);
  }

  #repair(asked: ModelAsked): void {
    const key = JSON.stringify(asked);
    const now = Date.now();
    if (now - (this.#repairedAt.get(key) ?? -Infinity) < REPAIR_PAUSE_MS) return;
    this.#repairedAt.set(key, now);
    markPending(this.#storage, [asked], now);
    this.ctx.waitUntil(this.#writeCopies());
  }

  async #writeCopies(): Promise<void> {
    await this.#serially(() => writePending(this.#storage, this.env.POINTERS, () => this.#state));
    await this.#schedule();
  }

  #serially<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#work.then(task);
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Sets the one alarm to what is due first. */
  async #schedule(): Promise<void> {
    const due = [nextWriteAt(this.#storage), nextSweepAt(this.#storage)].filter((at) => at !== null);
    if (due.length === 0) return this.ctx.storage.deleteAlarm();
    await this.ctx.storage.setAlarm(Math.min(...due));
  }
}
