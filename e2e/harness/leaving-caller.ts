import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { Service } from "./service.ts";

/** A caller of `POST /generate` who may go away. */
export interface LeavingCaller {
  /** Breaks the connection at once. */
  leave(): void;
}

/** Asks over a connection of its own. */
export async function callGenerate(service: Service, body: object): Promise<LeavingCaller> {
  const { url } = await service.harness.listen();
  const headers = { "content-type": "application/json", "x-api-key": service.apiKey };
  const call = request(new URL("/generate", url), { method: "POST", headers }, (answer) => void text(answer).catch(() => undefined));
  call.on("error", () => undefined);
  call.end(JSON.stringify(body));
  return { leave: () => call.socket?.resetAndDestroy() };
}
