import { beforeEach, describe, expect, test, vi } from "vitest";
import type { GuardNamespace } from "../src/guard/key-guards.ts";
import { ServerTiming } from "../src/http/server-timing.ts";
import { expectError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { embedder } from "./stand-ins/embedder.ts";
import { engine } from "./stand-ins/engine.ts";

const CANARY = "canary-7f3a";
const PROMPT = "a private prompt";
let logged: string[] = [];

beforeEach(async () => {
  await resetStandIns();
  vi.restoreAllMocks();
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void logged.push(line));
});

const thrown = [new Error(CANARY), new TypeError(CANARY), CANARY, { message: CANARY, stack: CANARY, status: 418 }, null];
const requests = [
  ["/generate", { prompt: PROMPT }],
  ["/generate", { prompt: PROMPT, stream: true }],
  ["/embed", { text: PROMPT }],
  ["/tokenize", { content: PROMPT }],
  ["/detokenize", { tokens: [1] }],
] as const;

describe("internal text never reaches a caller", () => {
  test.each(requests)("when another Worker throws: %s %j", async (path, body) => {
    for (const cause of thrown) {
      const fails = async () => {
        throw cause;
      };
      Object.assign(engine.does, { generate: fails, stream: fails, tokenize: fails, detokenize: fails });
      Object.assign(embedder.does, { embed: fails });
      const response = await send(newGateway(), path, { body });
      const told = await expectError(response, 503, "unavailable");
      expect(JSON.stringify([told, ...response.headers])).not.toContain(CANARY);
    }
  });

  test.each(requests.slice(0, 3))("when the gateway itself fails: %s %j", async (path, body) => {
    vi.spyOn(ServerTiming.prototype, "measure").mockRejectedValue(new Error(CANARY));
    const response = await send(newGateway(), path, { body });
    const told = await expectError(response, 500, "internal");
    expect(JSON.stringify([told, ...response.headers])).not.toContain(CANARY);
    const line = JSON.parse(logged[0] ?? "") as Record<string, string>;
    expect(line).toMatchObject({ event: "unknown_failure", requestId: told.request_id });
    expect(line["cause"]).toContain(CANARY);
  });

  test("a key that cannot be checked is 503, never 401", async () => {
    const guards: GuardNamespace = {
      getByName() {
        throw new Error(CANARY);
      },
    };
    const unreachable = await send(newGateway({}, { guards }), "/generate", { body: { prompt: PROMPT } });
    vi.spyOn(crypto.subtle, "sign").mockRejectedValue(new Error(CANARY));
    const unproven = await send(newGateway(), "/generate", { body: { prompt: PROMPT } });
    for (const response of [unreachable, unproven]) {
      const told = await expectError(response, 503, "auth_unavailable");
      expect(JSON.stringify(told)).not.toContain(CANARY);
    }
  });
});

describe("the log", () => {
  test("is lines of JSON without prompt, key or body", async () => {
    const fails = async () => {
      throw new Error("lost");
    };
    Object.assign(engine.does, { generate: fails, stream: fails });
    for (const [path, body] of requests) await send(newGateway(), path, { body });
    expect(logged.length).toBeGreaterThan(0);
    for (const line of logged) expect(JSON.parse(line)).toMatchObject({ level: "error", requestId: expect.any(String) });
    for (const secret of [PROMPT, keyText("acme"), keyText("acme").slice(21, 53)]) expect(logged.join("\n")).not.toContain(secret);
  });
});
