/** One JSON line a happening, for the log only: never a prompt, a key or a body. */
export function logError(event: string, facts: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify({ level: "error", worker: "engine", event, ...facts }));
}

export function logInfo(event: string, facts: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ level: "info", worker: "engine", event, ...facts }));
}
