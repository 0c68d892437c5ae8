import { fail, type ServiceError } from "../errors.ts";
import { ok, type Result } from "../result.ts";
import type { ManifestSchema } from "./pointer-copy.ts";

/** The part of an R2 bucket that is needed to read a manifest. */
export interface ManifestStore {
  get(key: string): Promise<{ text(): Promise<string> } | null>;
}

export interface ActiveManifestOptions<M> {
  readonly store: ManifestStore;
  readonly key: string;
  readonly schema: ManifestSchema<M>;
  /** Told why there is no usable manifest; for the log only. */
  onFailure(reason: string): void;
  readonly now?: () => number;
}

/** Age up to which a manifest is used without a look at storage: the longest that a Worker lags behind an activation. */
export const MANIFEST_HOLD_MS = 5000;

/** The manifest of the model that answers for a kind, held for at most `MANIFEST_HOLD_MS`. A failure is never held. */
export class ActiveManifest<M> {
  readonly #options: ActiveManifestOptions<M>;
  #held: { manifest: M; readAt: number } | undefined;

  constructor(options: ActiveManifestOptions<M>) {
    this.#options = options;
  }

  async get(): Promise<Result<M, ServiceError>> {
    const now = (this.#options.now ?? Date.now)();
    if (this.#held && now - this.#held.readAt < MANIFEST_HOLD_MS) return ok(this.#held.manifest);
    const read = await this.#read();
    if (!read.ok) {
      this.#options.onFailure(read.error);
      return fail(
        "unavailable",
        "No model is published here, or its manifest cannot be read. Publish and activate a model, then try again.",
        { retryAfterSeconds: 5 },
      );
    }
    this.#held = { manifest: read.value, readAt: now };
    return read;
  }

  async #read(): Promise<Result<M, string>> {
    const { store, key, schema } = this.#options;
    try {
      const object = await store.get(key);
      if (object === null) return { ok: false, error: `${key} is not in the bucket` };
      const parsed = schema.safeParse(JSON.parse(await object.text()));
      return parsed.success ? ok(parsed.data) : { ok: false, error: `${key} is not a manifest: ${parsed.error.message}` };
    } catch (cause) {
      return { ok: false, error: `${key} cannot be read: ${String(cause)}` };
    }
  }
}
