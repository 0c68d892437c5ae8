import {
  fail,
  ok,
  type ModelAsked,
  type ModelKind,
  type ModelPointer,
  type PublishedModel,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { findVersion } from "./registry-policy.ts";
import type { RegistryState } from "./registry-state.ts";

/** Changes that a list shows of each name. */
const SHOWN_CHANGES = 20;

/** A name as callers see it; null where there is none. */
export function publishedModel(state: RegistryState, name: string): PublishedModel | null {
  const model = state.models.get(name);
  if (model === undefined) return null;
  const { kind, active, sequence, versions, history } = model;
  const latestChanges = history.slice(-SHOWN_CHANGES).reverse();
  return { name, kind, isDefault: state.defaults[kind]?.name === name, active, sequence, versions, history: latestChanges };
}

/** All names, in their order. */
export function publishedModels(state: RegistryState): readonly PublishedModel[] {
  return [...state.models.keys()].sort().map((name) => publishedModel(state, name)!);
}

/** The pointer that is asked for; null where nothing answers. */
export function pointerOf(state: RegistryState, { kind, name }: ModelAsked): ModelPointer | null {
  const standing = name === null ? state.defaults[kind] : { name, changedAt: 0 };
  const model = standing && state.models.get(standing.name);
  if (standing === undefined || model === undefined || model.kind !== kind || model.active === null) return null;
  const manifest = findVersion(state, { name: standing.name, version: model.active });
  return manifest && { revision: Math.max(standing.changedAt, model.changedAt), manifest };
}

/** The pointer that is asked for, or what there is instead. */
export function latest(state: RegistryState, asked: ModelAsked): Result<ModelPointer, ServiceError> {
  const pointer = pointerOf(state, asked);
  if (pointer !== null) return ok(pointer);
  const { kind, name } = asked;
  if (name === null) {
    const message = `No ${WORD[kind]} model is active here: publish one and activate it, then try again`;
    return fail("unavailable", message, { retryAfterSeconds: 5 });
  }
  const names = [...state.models].filter(([, model]) => model.kind === kind && model.active !== null).map(([other]) => other);
  const advice = names.length === 0 ? "none is active" : `leave model out, or ask for ${names.sort().join(" or ")}`;
  return fail("model_not_found", `There is no active ${WORD[kind]} model ${name}: ${advice}`, { param: "model" });
}

const WORD: Readonly<Record<ModelKind, string>> = { generate: "generation", embed: "embedding" };
