import { fail, type ServiceError } from "../errors.ts";
import { ok, type Result } from "../result.ts";
import type { ModelKind, ModelManifest } from "../schemas/manifest.ts";
import type { ModelAsked, ModelPointer, ModelService } from "../services/models.ts";
import { decodePointer, pointerCopyKey, type ManifestSchema } from "./pointer-copy.ts";

/** Where pointers come from: copies that are near and may be old, and the registry, which is the truth. */
export interface PointerSources {
  readonly copies: { get(key: string): Promise<string | null> };
  readonly registry: Pick<ModelService, "latest">;
}

export interface ActiveModelsOptions<M> {
  readonly kind: ModelKind;
  readonly schema: ManifestSchema<M>;
  /** Told what could not be read; for the log only. */
  onFailure(reason: string): void;
  readonly now?: () => number;
}

interface Held<M extends ModelManifest> {
  readonly pointer: ModelPointer<M>;
  readonly readAt: number;
}

/** Age up to which a pointer is used without a look at its copy: what a Worker adds to the copy's own lag behind an activation. */
export const POINTER_HOLD_MS = 5000;

/** Names held at once; there are as many as published names that are in use, and few of those. */
const MOST_HELD = 64;

/**
 * The manifests of the models that answer for a kind, by name. Read from the copy, and from the registry where the copy is missing, damaged,
 * older than what is held, or names a version that the caller will not have. When nothing can be reached, what was held last goes on to
 * answer: its bytes are what its digest says, whatever else is active by now.
 */
export class ActiveModels<M extends ModelManifest> {
  readonly #options: ActiveModelsOptions<M>;
  readonly #held = new Map<string | null, Held<M>>();

  constructor(options: ActiveModelsOptions<M>) {
    this.#options = options;
  }

  /**
   * @param name null asks for the default model
   * @param accepts whether a version that is not known to be the newest will do, by the digest of its weights; one from the registry is given in any case
   */
  async get(
    name: string | null,
    sources: PointerSources,
    accepts: (digest: string) => boolean = () => true,
  ): Promise<Result<M, ServiceError>> {
    const now = (this.#options.now ?? Date.now)();
    const held = this.#held.get(name);
    if (held && now - held.readAt < POINTER_HOLD_MS && accepts(held.pointer.manifest.file.sha256)) return ok(held.pointer.manifest);
    const asked = { kind: this.#options.kind, name };
    const copy = await this.#readCopy(asked, sources);
    if (copy && copy.revision >= this.#revisionOf(name) && accepts(copy.manifest.file.sha256)) return this.#hold(name, copy, now);
    const truth = await this.#readTruth(asked, sources, copy === null);
    if (truth.ok) return this.#hold(name, truth.value, now);
    // Others may have learnt more while this one waited.
    const known = this.#held.get(name);
    if (known && (truth.error.code === "unavailable" || known !== held)) return ok(known.pointer.manifest);
    this.#held.delete(name);
    return truth;
  }

  #revisionOf(name: string | null): number {
    return this.#held.get(name)?.pointer.revision ?? 0;
  }

  /** The newest of what is held and `pointer`: of two reads under way, the one that ends last need not have begun last. */
  #hold(name: string | null, pointer: ModelPointer<M>, readAt: number): Result<M, ServiceError> {
    const known = this.#held.get(name);
    if (known && known.pointer.revision > pointer.revision) return ok(known.pointer.manifest);
    this.#held.delete(name);
    const [oldest] = this.#held.keys();
    if (this.#held.size >= MOST_HELD && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(name, { pointer, readAt });
    return ok(pointer.manifest);
  }

  async #readCopy(asked: ModelAsked, { copies }: PointerSources): Promise<ModelPointer<M> | null> {
    const key = pointerCopyKey(asked);
    try {
      const text = await copies.get(key);
      const copy = text === null ? null : decodePointer(text, asked, this.#options.schema);
      if (text !== null && copy === null) this.#options.onFailure(`the copy ${key} is not a pointer`);
      return copy;
    } catch (cause) {
      this.#options.onFailure(`the copy ${key} cannot be read: ${String(cause)}`);
      return null;
    }
  }

  async #readTruth(
    asked: ModelAsked,
    { registry }: PointerSources,
    copyIsUnusable: boolean,
  ): Promise<Result<ModelPointer<M>, ServiceError>> {
    try {
      const latest = await registry.latest(asked, copyIsUnusable);
      if (!latest.ok) return latest;
      const manifest = this.#options.schema.safeParse(latest.value.manifest);
      if (manifest.success) return ok({ revision: latest.value.revision, manifest: manifest.data });
      this.#options.onFailure(`the registry's manifest cannot be used: ${manifest.error.message}`);
    } catch (cause) {
      this.#options.onFailure(`the registry cannot be reached: ${String(cause)}`);
    }
    return fail("unavailable", "The registry of models cannot be read. Try again.", { retryAfterSeconds: 1 });
  }
}
