import type { Continuation } from "./continuation.ts";

const FEW_EDGES = 12;
const ALL_EDGES_BYTES = 2100;

/** A state of the byte automaton: every way the text so far may go on. Equal sets of ways are one object within a world. */
export class State {
  /** Which of the machine's tables the state belongs to. */
  readonly world: { bytes: number };
  /** Ways that begin with a byte: a literal or an automaton on top of each. */
  readonly tops: readonly Continuation[];
  /** Whether the text may end here. */
  readonly accepts: boolean;
  /** The state with counters and stack cut to what so many bytes can see, by that number, once it was needed. */
  clips: Map<number, State> | null = null;
  #few: Map<number, State | null> | null = null;
  #all: (State | null | undefined)[] | null = null;

  constructor(world: { bytes: number }, tops: readonly Continuation[], accepts: boolean) {
    this.world = world;
    this.tops = tops;
    this.accepts = accepts;
  }

  /** The remembered state after `byte`; null where the byte is refused, undefined where that is not known yet. */
  known(byte: number): State | null | undefined {
    return this.#all ? this.#all[byte] : this.#few?.get(byte);
  }

  remember(byte: number, next: State | null): void {
    if (this.#all) this.#all[byte] = next;
    else if ((this.#few ??= new Map()).size < FEW_EDGES) this.#few.set(byte, next);
    else {
      this.#all = Array.from({ length: 256 }, (_, at) => this.#few!.get(at));
      this.#few = null;
      this.#all[byte] = next;
      this.world.bytes += ALL_EDGES_BYTES;
    }
  }
}
