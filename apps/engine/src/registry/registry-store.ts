import { EMPTY_REGISTRY, type NamedModel, type RegistryState } from "./registry-state.ts";

const META = "registry";
const MODEL = "model:";

type Meta = Pick<RegistryState, "revision" | "firstSequence" | "defaults">;

/** The part of a Durable Object's storage that is needed: synchronous, and one transaction a turn. */
export type SyncStorage = Pick<SyncKvStorage, "get" | "put" | "delete" | "list">;

export function readState(storage: SyncStorage): RegistryState {
  const { revision, firstSequence, defaults } = { ...EMPTY_REGISTRY, ...storage.get<Meta>(META) };
  const models = Array.from(storage.list<NamedModel>({ prefix: MODEL }), ([key, model]) => [key.slice(MODEL.length), model] as const);
  return { revision, firstSequence, defaults, models: new Map(models) };
}

/** Writes what differs, before anything else may run. */
export function writeState(storage: SyncStorage, before: RegistryState, after: RegistryState): void {
  storage.put<Meta>(META, { revision: after.revision, firstSequence: after.firstSequence, defaults: after.defaults });
  for (const [name, model] of after.models) if (before.models.get(name) !== model) storage.put(MODEL + name, model);
  for (const name of before.models.keys()) if (!after.models.has(name)) storage.delete(MODEL + name);
}
