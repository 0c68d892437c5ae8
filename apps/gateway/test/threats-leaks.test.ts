import { LIMITS } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Gateway } from "../src/gateway.ts";
import { ServerTiming } from "../src/http/server-timing.ts";
import { routes } from "../src/routes/index.ts";
import { EVERY_REQUEST } from "./every-request.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";
import { embedder } from "./stand-ins/embedder.ts";
import { engine } from "./stand-ins/engine.ts";
import { ledger } from "./stand-ins/ledger.ts";
import { namespaces } from "./stand-ins/namespaces.ts";
import { registry } from "./stand-ins/registry.ts";

beforeEach(async () => {
  vi.restoreAllMocks();
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const CANARY = "canary-51c8";
const CAUSES = [new Error(CANARY), CANARY, { message: CANARY, status: 418, code: CANARY }];
const requests = Object.entries(EVERY_REQUEST);

/** Every Worker behind the gateway fails in each of its methods. */
function breakAll(cause: unknown): void {
  const fails = async (): Promise<never> => {
    throw cause;
  };
  for (const { does } of [engine, embedder, cache, namespaces, ledger, registry])
    for (const name of Object.keys(does)) Object.assign(does, { [name]: fails });
}

async function toldBy(response: Response): Promise<string> {
  return JSON.stringify([...response.headers]) + (await response.text().catch(() => "broken off"));
}

describe("text from inside (T19)", () => {
  test("is looked for on every route that needs a key", () => {
    const keyed = routes.filter(({ scopes }) => scopes !== null).map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(EVERY_REQUEST).toSorted()).toEqual(keyed.toSorted());
  });

  test.each(requests)("never reaches a caller of %s, whichever Worker throws it", async (_, { path, ...request }) => {
    for (const cause of CAUSES) {
      breakAll(cause);
      const response = await send(newGateway(), path, request);
      expect(response.status).not.toBe(500);
      expect(await toldBy(response)).not.toContain(CANARY);
    }
  });

  test("never reaches a caller where the gateway itself fails: that is 500 with a fixed text", async () => {
    vi.spyOn(ServerTiming.prototype, "measure").mockRejectedValue(new Error(CANARY));
    const statuses = [];
    for (const [, { path, ...request }] of requests) {
      const response = await send(newGateway(), path, request);
      statuses.push(response.status);
      expect(await toldBy(response)).not.toContain(CANARY);
    }
    expect(statuses).toContain(500);
  });
});

describe("another tenant's answers (T7)", () => {
  const texts = Array.from({ length: 1000 }, (_, index) => `probe ${index}`);

  /** Asks for all texts, and tells how many of them had to be computed. */
  async function computedFor(gateway: Gateway, name: "acme" | "globex"): Promise<number> {
    embedder.jobs = [];
    for (let at = 0; at < texts.length; at += LIMITS.embedTexts) {
      const body = { text: texts.slice(at, at + LIMITS.embedTexts) };
      const response = await send(gateway, "/embed", { body, key: keyText(name) });
      expect(response.status).toBe(200);
      await response.settled();
    }
    return embedder.jobs.reduce((sum, { inputs }) => sum + inputs.length, 0);
  }

  test("are found by none of 1,000 texts that were answered there", async () => {
    const gateway = newGateway();
    expect(await computedFor(gateway, "acme")).toBe(1000);
    expect(await computedFor(gateway, "acme")).toBe(0);
    expect(await computedFor(gateway, "globex")).toBe(1000);
  });
});
