import { encodePointer, pointerCopyKey, type ModelAsked } from "@steadytext/core";
import { logError } from "../log.ts";
import { pointerOf } from "./registry-view.ts";
import type { RegistryState } from "./registry-state.ts";
import type { SyncStorage } from "./registry-store.ts";

const PENDING = "copy:";

/** A copy that must still be written. */
interface Pending {
  readonly asked: ModelAsked;
  readonly failures: number;
  /** When it is to be written, should nobody do so before. */
  readonly dueAt: number;
}

/** What a change leaves to whoever makes it before the alarm does it. */
const FIRST_DUE_MS = 1000;

/** The pointers that a change of this name moves. */
export function movedPointers(state: RegistryState, name: string): readonly ModelAsked[] {
  const model = state.models.get(name);
  if (model === undefined) return [];
  const own = { kind: model.kind, name };
  return state.defaults[model.kind]?.name === name ? [own, { kind: model.kind, name: null }] : [own];
}

/** Notes, in the transaction of the change, that these copies are old now. */
export function markPending(storage: SyncStorage, pointers: readonly ModelAsked[], nowMs: number): void {
  for (const asked of pointers) storage.put<Pending>(PENDING + pointerCopyKey(asked), { asked, failures: 0, dueAt: nowMs + FIRST_DUE_MS });
}

/** When the next pending copy is to be written, or null when there is none. */
export function nextWriteAt(storage: SyncStorage): number | null {
  const times = Array.from(storage.list<Pending>({ prefix: PENDING }), ([, { dueAt }]) => dueAt);
  return times.length === 0 ? null : Math.min(...times);
}

/** Writes what is pending, as it is when it is written. One call at a time: two writes of one key would race. */
export async function writePending(storage: SyncStorage, kv: KVNamespace, state: () => RegistryState): Promise<void> {
  for (const [pendingKey, pending] of Array.from(storage.list<Pending>({ prefix: PENDING }))) {
    const key = pendingKey.slice(PENDING.length);
    const pointer = pointerOf(state(), pending.asked);
    const text = pointer && encodePointer(pointer);
    try {
      await (text === null ? kv.delete(key) : kv.put(key, text));
      const now = pointerOf(state(), pending.asked);
      if ((now && encodePointer(now)) === text) storage.delete(pendingKey);
    } catch (cause) {
      const failures = pending.failures + 1;
      storage.put<Pending>(pendingKey, { ...pending, failures, dueAt: Date.now() + retryAfter(failures) });
      logError("pointer_copy_failed", { key, failures, cause: String(cause) });
    }
  }
}

/** KV takes one write a second for a key, so the first pause is longer than that. */
function retryAfter(failures: number): number {
  return Math.min(1500 * 2 ** (failures - 1), 60_000);
}
