/** How long a load is believed: longer than a few answers are apart, shorter than a queue takes to empty. */
const LOAD_AGE_MS = 5000;
/** How long a replica that was interrupted is passed over where others can answer. */
const DOWN_MS = 5000;

/** What an isolate knows of the replicas from their own answers. */
export class LoadBoard {
  readonly #loads = new Map<string, { readonly load: number; readonly at: number }>();
  readonly #downUntil = new Map<string, number>();

  answered(name: string, load: number, now: number): void {
    this.#loads.set(name, { load, at: now });
    this.#downUntil.delete(name);
  }

  interrupted(name: string, now: number): void {
    this.#downUntil.set(name, now + DOWN_MS);
  }

  /** From 0 to 1; 0 where nothing is known, so that it is asked and found out. */
  load(name: string, now: number): number {
    const known = this.#loads.get(name);
    return known !== undefined && now - known.at < LOAD_AGE_MS ? known.load : 0;
  }

  isDown(name: string, now: number): boolean {
    return now < (this.#downUntil.get(name) ?? 0);
  }
}
