/** Request ids that are kept when a client sends them: they end up in logs and headers. */
const VALID = /^[A-Za-z0-9._-]{1,128}$/;

/** The client's request id, where it has a valid one, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  return VALID.test(given) ? given : crypto.randomUUID();
}
