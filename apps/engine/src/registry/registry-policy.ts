import {
  canonicalJson,
  fail,
  ok,
  type ActivateOrder,
  type Activation,
  type IfSequence,
  type ModelManifest,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { REGISTRY_LIMITS, type NamedModel, type RegistryState } from "./registry-state.ts";

type Transition = Result<RegistryState, ServiceError>;
type VersionId = Pick<ModelManifest, "name" | "version">;

/** What is the same in two publications of one version. */
function contentOf(manifest: ModelManifest): string {
  return canonicalJson({ ...manifest, created: 0 });
}

/** The published version, or null. */
export function findVersion(state: RegistryState, { name, version }: VersionId): ModelManifest | null {
  return state.models.get(name)?.versions.find((manifest) => manifest.version === version) ?? null;
}

/** A version whose bytes are still to come. */
export type Announced = Pick<ModelManifest, "name" | "kind" | "version"> & { readonly sha256: string };

/** Whether a version with these weights could be registered; asked before its bytes are taken. */
export function checkAnnounced(state: RegistryState, { sha256, ...manifest }: Announced): Result<null, ServiceError> {
  const known = findVersion(state, manifest);
  if (known === null) return checkRoom(state, manifest);
  return known.file.sha256 === sha256 ? ok(null) : hasOtherContent(manifest);
}

/** Whether there is room for a new version of this name and kind. */
function checkRoom(state: RegistryState, { name, kind }: Pick<ModelManifest, "name" | "kind">): Result<null, ServiceError> {
  const model = state.models.get(name);
  if (model === undefined && state.models.size >= REGISTRY_LIMITS.names)
    return invalid("name", `${REGISTRY_LIMITS.names} names are published, which is the most: remove one first`);
  if (model === undefined) return ok(null);
  if (model.kind !== kind) return invalid("kind", `${name} is a model of kind ${model.kind}, and stays one: choose another name`);
  if (model.versions.length < REGISTRY_LIMITS.versions) return ok(null);
  return invalid("version", `${name} has ${REGISTRY_LIMITS.versions} versions, which is the most: remove one first`);
}

/** Adds a version. The same one again changes nothing; other content under its name is refused. */
export function register(state: RegistryState, manifest: ModelManifest): Transition {
  const { name, kind } = manifest;
  const known = findVersion(state, manifest);
  if (known !== null) {
    if (contentOf(known) === contentOf(manifest)) return ok(state);
    return hasOtherContent(manifest);
  }
  const room = checkRoom(state, manifest);
  if (!room.ok) return room;
  const fresh = { kind, versions: [], active: null, changedAt: 0, sequence: state.firstSequence, history: [], earlier: [] };
  const model = state.models.get(name) ?? fresh;
  return ok(withModel(state, name, { ...model, versions: [...model.versions, manifest] }));
}

/** Lets a version answer, by compare-and-set on the name's sequence number. What is so already changes nothing. */
export function activate(state: RegistryState, order: ActivateOrder, atMs: number): Transition {
  const found = modelAt(state, order);
  if (!found.ok) return found;
  const { name, version, kind } = order;
  const model = found.value;
  if (kind !== undefined && kind !== model.kind) return invalid("kind", `${name} is a model of kind ${model.kind}, not ${kind}`);
  if (findVersion(state, order) === null) return notPublished(name, version, model);
  const standing = state.defaults[model.kind];
  const becomesDefault = standing === undefined || (order.makeDefault === true && standing.name !== name);
  if (model.active === version && !becomesDefault) return ok(state);
  const changed = model.active === version ? model : { ...model, active: version, earlier: pushed(model.earlier, model.active) };
  const next = pointed(state, name, changed, { version, action: "activate", atMs });
  if (!becomesDefault) return ok(next);
  return ok({ ...next, defaults: { ...next.defaults, [model.kind]: { name, changedAt: next.revision } } });
}

/** Lets the version answer that did before the active one; again, the one before that. */
export function rollback(state: RegistryState, order: IfSequence, atMs: number): Transition {
  const found = modelAt(state, order);
  if (!found.ok) return found;
  const { name } = order;
  const model = found.value;
  const version = model.earlier.at(-1);
  if (version === undefined) return invalid("name", `${name} has no earlier version to go back to: activate one by its name`);
  return ok(
    pointed(state, name, { ...model, active: version, earlier: model.earlier.slice(0, -1) }, { version, action: "rollback", atMs }),
  );
}

/**
 * Forgets a version that does not answer; a name with none left is forgotten too. Its sequence number rises, since other content may come
 * under that version: an order that was given with the removed one in mind is refused.
 */
export function remove(state: RegistryState, { name, version }: VersionId): Transition {
  const model = state.models.get(name);
  if (model === undefined) return noSuchModel(state, name);
  if (findVersion(state, { name, version }) === null) return notPublished(name, version, model);
  if (model.active === version) return invalid("version", `${name} ${version} is active: activate another version before it is removed`);
  const versions = model.versions.filter((manifest) => manifest.version !== version);
  const sequence = model.sequence + 1;
  if (versions.length > 0) return ok(withModel(state, name, { ...model, versions, sequence, earlier: earlierWithout(model, version) }));
  const models = new Map(state.models);
  models.delete(name);
  return ok({ ...state, models, firstSequence: Math.max(state.firstSequence, sequence) });
}

/** A name that is asked for and not there. */
export function noSuchModel(state: RegistryState, name: string): { readonly ok: false; readonly error: ServiceError } {
  const names = [...state.models.keys()].sort();
  const advice = names.length === 0 ? "nothing is published yet" : `published are ${names.join(", ")}`;
  return fail("model_not_found", `There is no model ${name}: ${advice}`, { param: "name" });
}

function modelAt(state: RegistryState, { name, ifSequence }: IfSequence): Result<NamedModel, ServiceError> {
  const model = state.models.get(name);
  if (model === undefined) return noSuchModel(state, name);
  const { sequence } = model;
  if (ifSequence === sequence) return ok(model);
  const message = `${name} is at sequence ${sequence}, not ${ifSequence}: look at what has changed, then send if_sequence ${sequence}`;
  return fail("sequence_conflict", message, { param: "if_sequence", details: { sequence } });
}

function pointed(
  state: RegistryState,
  name: string,
  model: NamedModel,
  change: Omit<Activation, "sequence" | "modelDigest">,
): RegistryState {
  const sequence = model.sequence + 1;
  const modelDigest = findVersion(state, { name, version: change.version })!.file.sha256;
  const history = [...model.history, { sequence, modelDigest, ...change }].slice(-REGISTRY_LIMITS.history);
  const revision = state.revision + 1;
  return withModel({ ...state, revision }, name, { ...model, changedAt: revision, sequence, history });
}

function withModel(state: RegistryState, name: string, model: NamedModel): RegistryState {
  return { ...state, models: new Map(state.models).set(name, model) };
}

function pushed(earlier: readonly string[], active: string | null): readonly string[] {
  return active === null ? earlier : [...earlier, active].slice(-REGISTRY_LIMITS.history);
}

/** What rollback goes back to once a version is gone: no version twice in a row, and not the one that is active. */
function earlierWithout({ earlier, active }: NamedModel, gone: string): readonly string[] {
  const line = [...earlier.filter((version) => version !== gone), active];
  return line.filter((version, i) => version !== null && version !== line[i + 1] && i < line.length - 1) as string[];
}

function hasOtherContent({ name, version }: VersionId) {
  return invalid("version", `${name} ${version} is published with other content, and versions never change: choose another version`);
}

function notPublished(name: string, version: string, { versions }: NamedModel) {
  const published = versions.map((manifest) => manifest.version).join(", ");
  return fail("model_not_found", `${name} has no version ${version}: published are ${published}`, { param: "version" });
}

function invalid(param: string, message: string) {
  return fail("invalid_request", message, { param });
}
