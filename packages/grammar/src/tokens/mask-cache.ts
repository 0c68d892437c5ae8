import type { State } from "../machine/state.ts";

/** Masks by state, of all automata over one vocabulary: the least recently used are dropped first, and made again when they are needed. */
export class MaskCache {
  readonly #capacity: number;
  readonly #masks = new Map<State, Uint32Array>();
  /** Bytes of the masks that may be held at once. */
  readonly mostBytes: number;

  /** At least one mask is held, whatever the `bytes`; each takes `maskBytes`. */
  constructor(bytes: number, maskBytes: number) {
    this.#capacity = Math.max(1, Math.floor(bytes / maskBytes));
    this.mostBytes = this.#capacity * maskBytes;
  }

  get byteLength(): number {
    let bytes = 0;
    for (const mask of this.#masks.values()) bytes += mask.byteLength;
    return bytes;
  }

  /** The mask of `state`, made by `make` unless it is held. */
  get(state: State, make: () => Uint32Array): Uint32Array {
    const mask = this.#masks.get(state) ?? make();
    this.#masks.delete(state);
    this.#masks.set(state, mask);
    if (this.#masks.size > this.#capacity) this.#masks.delete(this.#masks.keys().next().value!);
    return mask;
  }

  /** Forgets the masks of tables that are used no more. */
  drop(world: object): void {
    for (const state of this.#masks.keys()) if (state.world === world) this.#masks.delete(state);
  }
}
