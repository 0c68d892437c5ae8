import { request } from "node:http";

const CHUNK = Buffer.alloc(64 * 1024, " ");

/** Sends up to so many bytes; gives the service's status, or null where the connection ended, or the local runtime's own proxy lost it, before that came. */
export async function sendLargeBody(url: URL, headers: Readonly<Record<string, string>>, bytes: number): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const call = request(url, { method: "POST", agent: false, headers: { "content-type": "application/json", ...headers } });
  let status: number | null = null;
  call.on("response", (answer) => {
    if (answer.headers["x-request-id"] !== undefined) status = answer.statusCode ?? null;
    answer.resume();
  });
  call.on("error", () => undefined);
  call.on("close", () => resolve(status));
  for (let sent = 0; sent < bytes && !call.destroyed; sent += CHUNK.length) {
    if (!call.write(CHUNK)) await Promise.race([promise, new Promise((drained) => call.once("drain", drained))]);
  }
  call.end();
  return promise;
}
