/** How the cache protocol tells of one key. */
export function found(value: string | null) {
  return value === null ? { found: false as const } : { found: true as const, value };
}
