import type { TokenPiece } from "@steadytext/core";

/** A comment, which clients skip: it keeps proxies from closing a quiet stream. */
export const PING = ": ping\n\n";

/** The event of one token. */
export function tokenEvent(index: number, { token, text, logprob, top }: TokenPiece): string {
  return dataEvent(index, JSON.stringify({ token, text, index, logprob, top }));
}

/** The two events that end a complete stream: the answer's fields, then the end marker that clients wait for. */
export function closingEvents(index: number, answer: object): string {
  return dataEvent(index, JSON.stringify(answer)) + dataEvent(index + 1, "[DONE]");
}

/** The event that ends a stream which failed; no end marker follows it. */
export function errorEvent(index: number, body: object): string {
  return dataEvent(index, JSON.stringify(body));
}

function dataEvent(id: number, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`;
}
