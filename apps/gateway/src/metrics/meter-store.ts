import { LEDGER_LIMITS, type LedgerDelivery, type RequestMetric } from "@steadytext/core";
import { width, type Series } from "./counts.ts";
import { COUNTED, type CountedFamily } from "./families.ts";

/** Requests that wait for the ledger at most: half an hour of 50 a second. */
const MOST_WAITING = 100_000;
/** Isolates that were silent for this long are gone, and send no report again. */
const SOURCE_LIFETIME_MS = 7 * 24 * 3_600_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS series (family TEXT NOT NULL, labels TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (family, labels)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sources (source TEXT PRIMARY KEY, sequence INTEGER NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, metrics TEXT NOT NULL);`;

/** The meter's tables: totals, the reports taken, and requests on their way to the ledger, one row a report. */
export class MeterStore {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(SCHEMA);
  }

  /** The totals. Series of a shape that is no longer counted start anew. */
  series(): readonly Series[] {
    const rows = this.#storage.sql.exec<{ family: CountedFamily; labels: string; counts: string }>("SELECT * FROM series").toArray();
    return rows
      .filter(({ family }) => Object.hasOwn(COUNTED, family))
      .map(({ family, labels, counts }) => ({ family, labels: JSON.parse(labels) as string[], counts: JSON.parse(counts) as number[] }))
      .filter(({ family, counts }) => counts.length === width(family));
  }

  /** The number of the last report taken of a source; 0 where there was none. */
  lastSequence(source: string): number {
    const [row] = this.#storage.sql.exec<{ sequence: number }>("SELECT sequence FROM sources WHERE source = ?", source);
    return row?.sequence ?? 0;
  }

  note(source: string, sequence: number, nowMs: number): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", source, sequence, nowMs);
    this.#storage.sql.exec("DELETE FROM sources WHERE at_ms < ?", nowMs - SOURCE_LIFETIME_MS);
  }

  save({ family, labels, counts }: Series): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO series VALUES (?, ?, ?)", family, JSON.stringify(labels), JSON.stringify(counts));
  }

  /** Puts requests on their way to the ledger; false where too many wait already. */
  enqueue(requests: readonly RequestMetric[]): boolean {
    if (requests.length === 0) return true;
    if (this.backlog() + requests.length > MOST_WAITING) return false;
    this.#storage.sql.exec("INSERT INTO requests (size, metrics) VALUES (?, ?)", requests.length, JSON.stringify(requests));
    return true;
  }

  backlog(): number {
    return this.#storage.sql.exec<{ size: number }>("SELECT coalesce(sum(size), 0) AS size FROM requests").one().size;
  }

  /** What is to be delivered next. It stays the same until it was `delivered`, whatever is put in the queue meanwhile. */
  nextDelivery(): LedgerDelivery<RequestMetric> | null {
    const upTo = this.#storage.kv.get<number>("delivering") ?? this.#seal();
    if (upTo === null) return null;
    const rows = this.#storage.sql
      .exec<{ metrics: string }>("SELECT metrics FROM requests WHERE id <= ? ORDER BY id", upTo)
      .toArray()
      .flatMap(({ metrics }) => JSON.parse(metrics) as RequestMetric[]);
    return { source: this.#source(), sequence: upTo, rows };
  }

  delivered({ sequence }: Pick<LedgerDelivery<RequestMetric>, "sequence">): void {
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("DELETE FROM requests WHERE id <= ?", sequence);
      this.#storage.kv.delete("delivering");
    });
  }

  /** The reports of one delivery: its number is that of the last of them. */
  #seal(): number | null {
    const sizes = this.#storage.sql.exec<{ id: number; size: number }>("SELECT id, size FROM requests ORDER BY id");
    let upTo: number | null = null;
    let rows = 0;
    for (const { id, size } of sizes) {
      rows += size;
      if (rows > LEDGER_LIMITS.rowsPerDelivery) break;
      upTo = id;
    }
    if (upTo !== null) this.#storage.kv.put("delivering", upTo);
    return upTo;
  }

  /** Names this store in the ledger: one that starts from nothing never takes its numbers. */
  #source(): string {
    const known = this.#storage.kv.get<string>("source");
    if (known !== undefined) return known;
    const source = `meter:${crypto.randomUUID()}`;
    this.#storage.kv.put("source", source);
    return source;
  }
}
