/** Longest that a copy of an entry answers without the record being asked again; voids are kept for longer, so that no copy outlives one. */
export const COPY_LIFETIME_MS = 24 * 3_600_000;

/** How long a void is kept. */
export const VOID_LIFETIME_MS = COPY_LIFETIME_MS + 3_600_000;
