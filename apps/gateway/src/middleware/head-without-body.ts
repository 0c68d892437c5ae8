/** A HEAD answer is the GET answer without its body. */
export function headWithoutBody(response: Response, request: Request): Response | undefined {
  if (request.method !== "HEAD") return undefined;
  // Nobody reads it: what writes it must not wait for a reader.
  response.body?.cancel().catch(() => undefined);
  return new Response(null, { status: response.status, headers: response.headers });
}
