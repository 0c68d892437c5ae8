import { beforeEach, expect, test } from "vitest";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { engine } from "./stand-ins/engine.ts";

beforeEach(resetStandIns);

test("a retry under one idempotency key is one computation; another request under it is another answer, since nothing is stored under the key", async () => {
  const gateway = newGateway();
  const ask = async (prompt: string) => {
    const response = await send(gateway, "/generate", { body: { prompt }, headers: { "idempotency-key": "order-17" } });
    await response.settled();
    const { headers, status } = response;
    return {
      status,
      key: headers.get("idempotency-key"),
      cache: headers.get("x-steadytext-cache"),
      digest: headers.get("x-steadytext-digest"),
    };
  };
  const [first, retry, other] = [await ask("a"), await ask("a"), await ask("b")];
  expect(first).toMatchObject({ status: 200, key: "order-17", cache: "MISS" });
  expect(retry).toEqual({ ...first, cache: "HIT" });
  expect(other).toMatchObject({ status: 200, key: "order-17", cache: "MISS" });
  expect(other.digest).not.toBe(first.digest);
  expect(engine.jobs).toHaveLength(2);
});
