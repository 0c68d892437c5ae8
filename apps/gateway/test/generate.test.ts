import { generateAnswer } from "@steadytext/core";
import { beforeEach, describe, expect, test } from "vitest";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { engine, GENERATION } from "./stand-ins/engine.ts";

beforeEach(resetStandIns);

describe("POST /generate", () => {
  test("answers a miss from the engine, stores it, and answers the next from the cache with the same body but for cached", async () => {
    const gateway = newGateway();
    const first = await send(gateway, "/generate", { body: { prompt: "Hello" } });
    expect(first.status).toBe(200);
    expect(first.headers.get("x-steadytext-cache")).toBe("MISS");
    const live = await parsed(first, generateAnswer);
    await first.settled();
    const second = await send(gateway, "/generate", { body: { prompt: "Hello" } });
    expect(second.headers.get("x-steadytext-cache")).toBe("HIT");
    expect(await parsed(second, generateAnswer)).toEqual({ ...live, cached: true });
    expect(live.text).toBe(GENERATION.text);
    expect(engine.jobs).toHaveLength(1);
  });
});
