/** One JSON line a happening, for the log only: never a text, a key or a body. */
export function logError(event: string, facts: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify({ level: "error", worker: "embedder", event, ...facts }));
}
