/** A comment, which clients skip: it keeps proxies from closing a quiet stream. */
export const PING = ": ping\n\n";

/** One event; `data` is a single line. */
export function dataEvent(data: string, id?: number): string {
  return id === undefined ? `data: ${data}\n\n` : `id: ${id}\ndata: ${data}\n\n`;
}
