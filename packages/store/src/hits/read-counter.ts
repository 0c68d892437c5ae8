/** Reads of one subject that its row does not tell of yet. */
export interface ReadCount<Subject> {
  readonly subject: Subject;
  readonly reads: number;
  readonly lastAtMs: number;
}

/** What is waiting to be written. */
export interface Waiting {
  /** Different subjects. */
  readonly subjects: number;
  /** Reads since the last drain. */
  readonly reads: number;
  readonly waitedMs: number;
}

/** How many of the waiting subjects to write now, the most read first; 0 for none yet. */
export type DrainPolicy = (waiting: Waiting) => number;

/**
 * For the result cache: one row in a hundred reads, whatever is read. A written count costs two rows (the entry, its place in an index), so that 1,000 hits cost
 * 20; subjects that are read less wait, and are written once they are the most read.
 */
export const ONE_IN_A_HUNDRED: DrainPolicy = ({ reads, waitedMs }) => (reads >= 1_000 || waitedMs >= 10_000 ? Math.floor(reads / 100) : 0);

/** For namespaces, whose statistics are part of their protocol: everything, after 500 reads, 200 subjects or ten seconds. */
export const ALL_SOON: DrainPolicy = ({ subjects, reads, waitedMs }) =>
  subjects >= 200 || reads >= 500 || waitedMs >= 10_000 ? subjects : 0;

/**
 * Reads counted in memory, so that a hit costs no write. Lives as long as its isolate: reads not yet drained when that ends are lost, which
 * makes an entry look a little less used than it is, and nothing else.
 */
export class ReadCounter<Subject> {
  readonly #policy: DrainPolicy;
  readonly #maxSubjects: number;
  #counts = new Map<string, ReadCount<Subject>>();
  #reads = 0;
  #sinceMs = 0;

  constructor(policy: DrainPolicy, maxSubjects = 2_000) {
    this.#policy = policy;
    this.#maxSubjects = maxSubjects;
  }

  record(id: string, subject: Subject, nowMs: number): void {
    const counted = this.#counts.get(id);
    if (counted === undefined && this.#counts.size >= this.#maxSubjects) this.#fade();
    if (this.#reads === 0) this.#sinceMs = nowMs;
    this.#counts.set(id, { subject, reads: (counted?.reads ?? 0) + 1, lastAtMs: nowMs });
    this.#reads++;
  }

  /** Reads of a subject that have not been drained. */
  pending(id: string): number {
    return this.#counts.get(id)?.reads ?? 0;
  }

  /** Hands over what the policy lets be written now. */
  drainDue(nowMs: number): readonly ReadCount<Subject>[] {
    if (this.#reads === 0) return [];
    return this.#take(this.#policy({ subjects: this.#counts.size, reads: this.#reads, waitedMs: nowMs - this.#sinceMs }));
  }

  /** Hands over everything. */
  drainAll(): readonly ReadCount<Subject>[] {
    return this.#take(this.#counts.size);
  }

  #take(limit: number): readonly ReadCount<Subject>[] {
    if (limit === 0) return [];
    const ranked = [...this.#counts].sort(([, a], [, b]) => b.reads - a.reads);
    this.#counts = new Map(ranked.slice(limit));
    this.#reads = 0;
    return ranked.slice(0, limit).map(([, count]) => count);
  }

  /** Halves all counts: subjects read once make room, and what is read often stays (the ageing of LFU caches). */
  #fade(): void {
    const faded = [...this.#counts].map(([id, count]) => [id, { ...count, reads: count.reads >>> 1 }] as const);
    this.#counts = new Map(faded.filter(([, { reads }]) => reads > 0));
  }
}
