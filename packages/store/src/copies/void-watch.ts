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
 * An isolate's list of voids, kept fresh. It holds values, never a pending call: a call dies with the invocation that made it. A list that grew old while its source
 * did not answer is not trusted: then copies answer nothing, since any of them may have been removed meanwhile.
 */
export class VoidWatch {
  readonly #list = new VoidList();
  #loadedAtMs = -Infinity;
  #triedAtMs = -Infinity;

  /** Makes the list fresh enough to judge copies by, if that can be: see `isTrusted`. Each call that finds it too old asks for itself. */
  async refresh(source: VoidSource, now: () => number, defer: (work: Promise<void>) => void): Promise<void> {
    const nowMs = now();
    if (!this.isTrusted(nowMs)) return this.#load(source, nowMs);
    if (nowMs - this.#loadedAtMs < REFRESH_MS || nowMs - this.#triedAtMs < RETRY_MS) return;
    this.#triedAtMs = nowMs;
    defer(this.#load(source, nowMs));
  }

  /** Whether copies may answer: the list knows of every removal but those of the last minute. */
  isTrusted(nowMs: number): boolean {
    return nowMs - this.#loadedAtMs < TRUSTED_MS;
  }

  /** Learns of a removal that this isolate made. */
  add(voids: readonly Void[]): void {
    this.#list.add(voids);
  }

  covers(entry: StoredEntry): boolean {
    return this.#list.covers(entry);
  }

  /** What is known already stays: the source may have answered before a removal that this isolate made meanwhile. */
  async #load(source: VoidSource, nowMs: number): Promise<void> {
    try {
      this.#list.add(await source.load(nowMs));
      this.#list.prune(nowMs);
      this.#loadedAtMs = Math.max(this.#loadedAtMs, nowMs);
    } catch {
      // The reads of the record that follow fail likewise, and are reported.
    }
  }
}
