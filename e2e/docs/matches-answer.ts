/** Stands for any value in an answer that a page shows. */
const ANY = "…";

/** Whether a value is what a page shows; `…` there stands for anything, and as the last entry of a list or object for all that follows. */
export function matchesAnswer(shown: unknown, value: unknown): boolean {
  if (shown === ANY) return true;
  if (typeof shown === "string" && typeof value === "string" && shown.endsWith(ANY)) return value.startsWith(shown.slice(0, -ANY.length));
  if (Array.isArray(shown)) return Array.isArray(value) && matchesList(shown, value);
  if (typeof shown === "object" && shown !== null) return typeof value === "object" && value !== null && matchesObject(shown, value);
  return Object.is(shown, value);
}

function matchesList(shown: readonly unknown[], value: readonly unknown[]): boolean {
  const isOpen = shown.at(-1) === ANY;
  const told = isOpen ? shown.slice(0, -1) : shown;
  return (
    (isOpen ? value.length >= told.length : value.length === told.length) &&
    told.every((entry, index) => matchesAnswer(entry, value[index]))
  );
}

function matchesObject(shown: object, value: object): boolean {
  const isOpen = ANY in shown;
  const told = Object.entries(shown).filter(([key]) => key !== ANY);
  const has = (key: string) => Object.hasOwn(value, key);
  const fields = new Map<string, unknown>(Object.entries(value));
  return (isOpen || fields.size === told.length) && told.every(([key, entry]) => has(key) && matchesAnswer(entry, fields.get(key)));
}
