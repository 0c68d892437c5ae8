import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Services } from "../src/gateway.ts";
import { EXAMPLES } from "../src/openapi/examples.ts";
import { expectContract, operations, type Operation } from "./contract.ts";
import { newGateway, resetStandIns, send, type Send } from "./gateway-client.ts";
import { keyFor, pathArbitrary } from "./operation-request.ts";

const CANARY = "canary-7f3a";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const named = operations.map((operation) => ({ name: `${operation.route.method} ${operation.route.path}`, operation }));

/** A request that is as the operation's document says. */
function typical(operation: Operation): [path: string, request: Send] {
  const { method, path, docs } = operation.route;
  const [sampled = path] = fc.sample(pathArbitrary(operation), { numRuns: 1, seed: 7 });
  const upload =
    docs?.rawBody === undefined ? {} : { raw: "body", headers: { "content-type": docs.rawBody.type, "x-content-sha256": "a".repeat(64) } };
  return [sampled, { method, key: keyFor(operation), body: EXAMPLES[`${method} ${path}`], ...upload }];
}

/** Something behind the gateway that fails in every way it is asked. */
function failing(cause: unknown): Partial<Services> {
  const broken = new Proxy({}, { get: () => () => Promise.reject(cause) });
  return { engine: broken, embedder: broken, cache: broken, namespaces: broken, ledger: broken, registry: broken } as Partial<Services>;
}

describe("every answer is one that the document tells of", () => {
  test.each(named)("$name: to a request as it should be, and to one without a key", async ({ operation }) => {
    const [path, request] = typical(operation);
    await expectContract(operation, await send(newGateway(), path, request));
    if (operation.route.scopes === null) return;
    const strange = await send(newGateway(), path, { ...request, key: null });
    expect(strange.status).toBe(401);
    await expectContract(operation, strange);
  });

  test.each(named)("$name: no text from inside, whatever fails behind it", async ({ operation }) => {
    const [path, request] = typical(operation);
    for (const cause of [new Error(CANARY), CANARY, { message: CANARY, stack: CANARY, code: CANARY }]) {
      const response = await send(newGateway({}, failing(cause)), path, request);
      const headers = JSON.stringify([...response.headers]);
      expect(headers + (await expectContract(operation, response))).not.toContain(CANARY);
    }
  });
});
