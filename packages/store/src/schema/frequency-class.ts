import { sql, type SQL } from "drizzle-orm";

/** Classes of `frequencyClass`: 0 for none, then one for each power of two up to 2^15. */
export const FREQUENCY_CLASSES = 17;

/**
 * The class of a count, as a generated column: frequencies of one class differ by less than a factor of two, so that within it the longest unread is the
 * least valuable, and an index by (class, last access) finds candidates for eviction without a scan.
 */
export function frequencyClass(column: string): SQL {
  const thresholds = Array.from({ length: FREQUENCY_CLASSES - 1 }, (_, power) => `(${column} >= ${2 ** power})`);
  return sql.raw(thresholds.join(" + "));
}
