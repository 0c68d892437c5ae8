/** Texts of the bodies that a file's tests sent, long enough to be told from anything else. */
export const sentTexts: string[] = [];

const SHORTEST = 8;
/** Fields whose values are names, which a log may have. */
const NAMES: ReadonlySet<string> = new Set(["model", "cache_name", "tenant", "mode", "encoding_format"]);

/** Notes every text of a body. */
export function noteTexts(body: unknown): void {
  if (typeof body === "string" && body.length >= SHORTEST) sentTexts.push(body);
  if (typeof body !== "object" || body === null) return;
  for (const [name, value] of Object.entries(body)) if (!NAMES.has(name)) noteTexts(value);
}
