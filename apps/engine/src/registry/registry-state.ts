import type { Activation, ModelKind, ModelManifest } from "@steadytext/core";

/** A name with all that is known of it. */
export interface NamedModel {
  readonly kind: ModelKind;
  /** Oldest first. */
  readonly versions: readonly ModelManifest[];
  readonly active: string | null;
  /** The registry's revision when its pointer changed last. */
  readonly changedAt: number;
  /** Rises with every activation, rollback and removal: whoever knows it knows what each version has. */
  readonly sequence: number;
  /** Oldest first, the last `REGISTRY_LIMITS.history`. */
  readonly history: readonly Activation[];
  /** Versions that answered before the active one and were not rolled back from, oldest first: what rollback goes back to. */
  readonly earlier: readonly string[];
}

/** Which name answers where a request names none. */
interface DefaultModel {
  readonly name: string;
  /** The registry's revision when it became so. */
  readonly changedAt: number;
}

/** Everything that the registry knows. */
export interface RegistryState {
  /** Rises with every change of any pointer. */
  readonly revision: number;
  /** The sequence number of a new name: higher than that of any name that was forgotten, since it may be the same name. */
  readonly firstSequence: number;
  readonly defaults: Readonly<Partial<Record<ModelKind, DefaultModel>>>;
  readonly models: ReadonlyMap<string, NamedModel>;
}

export const EMPTY_REGISTRY: RegistryState = { revision: 0, firstSequence: 0, defaults: {}, models: new Map() };

/** Bounds of what one object keeps: a name's value stays far below the 2 MB that a row may have. */
export const REGISTRY_LIMITS = { names: 256, versions: 256, history: 256 } as const;
