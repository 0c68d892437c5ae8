/** A failure as it is logged. There is no field for a prompt, a key or a body, and none may be added. */
export interface LoggedFailure {
  readonly event: string;
  readonly requestId?: string;
  readonly service?: string;
  readonly cause?: unknown;
}

/** Writes one line of JSON to the log. */
export function logFailure({ event, requestId, service, cause }: LoggedFailure): void {
  console.error(JSON.stringify({ level: "error", event, requestId, service, cause: cause === undefined ? undefined : describe(cause) }));
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? `${cause.name}: ${cause.message}`) : String(cause);
}
