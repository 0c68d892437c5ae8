import type { StoredEntry } from "../entry/stored-entry.ts";
import { VoidList, type Void } from "./void-list.ts";

/** After this long the list is asked for again while its copies go on answering. */
const REFRESH_MS = 30_000;
/** After this long copies answer only once it has been asked for: the longest that an isolate serves what another has removed. */
const TRUSTED_MS = 60_000;
/** Pause between two tries. */
const RETRY_MS = 5_000;

/** Where voids are kept. */
export interface VoidSource {
  load(nowMs: number): Promise<readonly Void[]>;
}

/**
 * An isolate's list of voids, kept fresh. It holds values, never a pending call: a call dies with the invocation that made it. While the source does not
 * answer, the last list holds: then nothing can be removed by way of it either.
 */
export class VoidWatch {
  readonly #list = new VoidList();
  #loadedAtMs = -Infinity;
  #triedAtMs = -Infinity;

  /** Makes the list fresh enough to judge copies by. */
  async refresh(source: VoidSource, now: () => number, defer: (work: Promise<void>) => void): Promise<void> {
    const nowMs = now();
    if (nowMs - this.#loadedAtMs < REFRESH_MS || nowMs - this.#triedAtMs < RETRY_MS) return;
    this.#triedAtMs = nowMs;
    const load = this.#load(source, nowMs);
    if (nowMs - this.#loadedAtMs < TRUSTED_MS) defer(load);
    else await load;
  }

  /** Learns of a removal that this isolate made. */
  add(voids: readonly Void[]): void {
    this.#list.add(voids);
  }

  covers(entry: StoredEntry): boolean {
    return this.#list.covers(entry);
  }

  async #load(source: VoidSource, nowMs: number): Promise<void> {
    try {
      this.#list.replace(await source.load(nowMs));
      this.#loadedAtMs = nowMs;
    } catch {
      // The reads of the record that follow fail likewise, and are reported.
    }
  }
}
