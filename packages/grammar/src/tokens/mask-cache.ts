import type { State } from "../machine/state.ts";

/** Masks by state, the least recently used dropped first; those of tables that were begun anew all at once. */
export class MaskCache {
  readonly #capacity: number;
  readonly #masks = new Map<State, Uint32Array>();
  #world: object | null = null;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get byteLength(): number {
    let bytes = 0;
    for (const mask of this.#masks.values()) bytes += mask.byteLength;
    return bytes;
  }

  /** The mask of `state`, made by `make` unless it is held. */
  get(state: State, make: () => Uint32Array): Uint32Array {
    if (state.world !== this.#world) {
      this.#masks.clear();
      this.#world = state.world;
    }
    const held = this.#masks.get(state);
    if (held) {
      this.#masks.delete(state);
      this.#masks.set(state, held);
      return held;
    }
    const made = make();
    if (this.#masks.size >= this.#capacity) this.#masks.delete(this.#masks.keys().next().value!);
    this.#masks.set(state, made);
    return made;
  }
}
