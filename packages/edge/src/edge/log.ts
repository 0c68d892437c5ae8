/** One JSON line a happening, for the Worker's log only: never a prompt, a text or a key. */
export function logError(event: string, facts: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify({ level: "error", package: "@steadytext/edge", event, ...facts }));
}

/** What was thrown, without a query's text and parameters, which errors of the query builder quote. */
export function reasonOf(cause: unknown): string {
  const origin = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return origin instanceof Error ? origin.message.slice(0, 200) : typeof origin;
}
