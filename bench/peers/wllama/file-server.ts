import { once } from "node:events";
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A file by the path it is served at. */
export interface ServedFile {
  readonly file: string;
  readonly type: string;
}

export interface FileServer {
  readonly url: string;
  close(): void;
}

/** Serves an empty page and the given files to this machine alone. */
export async function serveFiles(files: ReadonlyMap<string, ServedFile>): Promise<FileServer> {
  const server = createServer(({ url = "/" }, response) => {
    if (url === "/") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    const served = files.get(url);
    if (served === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": served.type, "content-length": statSync(served.file).size });
    return createReadStream(served.file).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
