/** Notes that are kept at most. More equal requests than these are never in flight at once; past it the oldest goes. */
const MOST_NOTES = 4096;

interface Note {
  readonly to: string;
  readonly untilMs: number;
}

/** Where a replica has sent requests that it was too busy for, so that equal ones follow while the first may still be running. */
export class ForwardingNotes {
  /** Oldest first. */
  readonly #notes = new Map<string, Note>();

  /** Where requests with this key were sent, if that is still of use. */
  find(key: string, nowMs: number): string | undefined {
    const note = this.#notes.get(key);
    return note !== undefined && nowMs < note.untilMs ? note.to : undefined;
  }

  add(key: string, to: string, untilMs: number): void {
    this.#notes.delete(key);
    this.#notes.set(key, { to, untilMs });
    const [oldest] = this.#notes.keys();
    if (this.#notes.size > MOST_NOTES && oldest !== undefined) this.#notes.delete(oldest);
  }
}
