import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyText } from "../test/keys.ts";
import { startStandInGateway, type StandInGateway } from "./stand-in-gateway.ts";

let gateway: StandInGateway;

beforeAll(async () => {
  gateway = await startStandInGateway();
});

afterAll(() => gateway?.close());

/** Sends a request whose body never ends, and gives what comes back up to the end of its JSON. */
async function stall(path: string): Promise<string> {
  const { hostname, port, host } = gateway.url;
  const socket = connect(Number(port), hostname);
  const headers = [`host: ${host}`, "content-type: application/json", "content-length: 100", `x-api-key: ${keyText("acme")}`];
  socket.write([`POST ${path} HTTP/1.1`, ...headers, "", '{"prompt":'].join("\r\n"));
  let answer = "";
  for await (const chunk of socket) {
    answer += String(chunk);
    if (answer.includes("\r\n\r\n") && answer.includes("}")) break;
  }
  return answer;
}

test("a body that stalls is refused by its code, and others are answered meanwhile", async () => {
  const stalled = Promise.all([stall("/generate"), stall("/v1/chat/completions")]);
  const other = await fetch(new URL("/generate", gateway.url), {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": keyText("acme") },
    body: JSON.stringify({ prompt: "a" }),
  });
  expect(other.status).toBe(200);
  for (const answer of await stalled) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"request_timeout"');
  }
});
